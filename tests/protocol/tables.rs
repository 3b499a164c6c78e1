//! The tables against each other, and against runs.

use premaster::crypto::rc4::Keystream;
use premaster::crypto::record::{DirectionKeys, IvSource, Start, protect, unprotect};
use premaster::protocol::{Input, Parts, Protected, RecordPart, Rules, SUITES};
use premaster::scenario::{Overrides, Scenario, simulate};
use premaster::wire::{CipherSuite, FragmentForm, KeyExchangeForm};

#[test]
fn a_version_is_found_by_its_number_and_the_newest_has_every_suite() {
    for rules in Rules::all() {
        let found = Rules::of(rules.version).map(|it| it.version);
        assert_eq!(found, Some(rules.version));
        for suite in &SUITES {
            let in_block = rules.key_block_layout(suite).fixed_iv_len;
            let ivs = in_block + rules.algorithms(suite).iv_in_record();
            let block_len = suite.cipher.block_len().unwrap_or(0);
            assert_eq!(ivs, block_len, "an IV comes from one of the two");
        }
    }
    let newest = Rules::newest();
    assert!(SUITES.iter().all(|suite| suite.is_in(newest.version)));
}

/// What the name of a suite says of its records is what its algorithms do.
#[test]
fn the_name_of_a_suite_agrees_with_its_row() {
    for suite in &SUITES {
        let named = CipherSuite::of(suite.id);
        assert_eq!(named.name(), Some(suite.name));
        assert_eq!(named.key_exchange(), KeyExchangeForm::Rsa);
        for rules in Rules::all() {
            let expected = match suite.cipher.block_len() {
                Some(_) => FragmentForm::Block {
                    iv_len: rules.algorithms(suite).iv_in_record(),
                },
                None => FragmentForm::Stream,
            };
            assert_eq!(rules.fragment_form(named), Some(expected), "{}", suite.name);
        }
    }
}

/// Every name but the last stands for exactly one input, and together they stand for all of them.
#[test]
fn names_cover_the_inputs_of_every_operation() {
    let mut seen = 0;
    for name in ["classic", "mutual", "flipped-pre-master"] {
        let trace = simulate(&Scenario::builtin(name, Overrides::seed(42)).unwrap());
        for made in trace.derivations() {
            let result = trace.value(made.value).name;
            let names = made.operation.input_names(result);
            let of = |input: &Input| made.operation.named(result, &made.inputs, *input);
            let covered: Vec<_> = names.iter().flat_map(of).copied().collect();
            assert_eq!(covered, made.inputs, "{}", result.key());
            for input in &names[..names.len() - 1] {
                assert_eq!(of(input).len(), 1, "{} {input:?}", result.key());
            }
            seen += 1;
        }
    }
    assert!(seen > 50, "{seen}");
}

/// The parts of a record are where its bytes are, whether it was protected here or opened here.
#[test]
fn the_parts_of_a_protected_record_tile_it() {
    use RecordPart::{Ciphertext, Content, Iv, Mac, Padding, PaddingLength};
    for (rules, suite) in Rules::all().flat_map(|rules| SUITES.iter().map(move |it| (rules, it))) {
        let block_len = suite.cipher.block_len();
        let keys = DirectionKeys {
            mac_key: vec![1; suite.mac.output_len()],
            key: vec![2; suite.cipher.key_len()],
            iv: vec![3; block_len.unwrap_or(0)],
        };
        for len in 0..40 {
            let (content, version) = (vec![7; len], rules.version.bytes());
            let algorithms = rules.algorithms(suite);
            let (mut there, mut back) = (Keystream::new(&keys.key), Keystream::new(&keys.key));
            let iv = keys.iv.as_slice();
            let [out, back] = match (block_len, algorithms.iv) {
                (None, _) => [Start::Keystream(&mut there), Start::Keystream(&mut back)],
                (_, IvSource::InRecord) => [Start::Iv(iv), Start::InRecord],
                (_, IvSource::Chained) => [(); 2].map(|()| Start::Chained { iv, of: 0 }),
            };
            let made = protect(algorithms, &keys, 5, 23, version, &content, out);
            let opened =
                unprotect(algorithms, &keys, 5, 23, version, &made.fragment, back).unwrap();
            assert!(opened.ok(), "{} {}", rules.version, suite.name);
            let described = Protected::made(1, &made);
            assert_eq!(described, Protected::opened(1, &opened));
            assert_eq!(described.sequence, 5);

            let inside = described.inside.as_ref().unwrap();
            let tiles = |parts: &Parts, names: &[RecordPart]| {
                names.iter().fold(0, |at, name| {
                    let range = parts.get(*name).unwrap_or(at..at);
                    assert_eq!(range.start, at, "{name:?}");
                    range.end
                })
            };
            let fragment = &described.fragment;
            assert_eq!(tiles(fragment, &[Iv, Ciphertext]), made.fragment.len());
            let names = [Content, Mac, Padding, PaddingLength];
            assert_eq!(tiles(&inside.parts, &names), inside.plaintext.len());
            assert_eq!(
                inside.plaintext[inside.parts.get(Content).unwrap()],
                content
            );
            assert_eq!(inside.plaintext[inside.parts.get(Mac).unwrap()], made.mac);
            let padding_length = inside.parts.len_of(PaddingLength);
            assert_eq!(padding_length, usize::from(block_len.is_some()));
        }
    }
}
