//! The tables against each other, and against runs.

use premaster::crypto::record::DirectionKeys;
use premaster::protocol::{Input, Parts, Protected, RecordPart, Rules, SUITES, TLS12};
use premaster::scenario::{Overrides, Scenario, simulate};

#[test]
fn a_version_is_found_by_its_number_and_has_every_suite() {
    let newest = Rules::newest();
    assert_eq!(
        Rules::of(newest.version).map(|it| it.version),
        Some(newest.version)
    );
    for suite in &SUITES {
        assert!(suite.is_in(newest.version), "{}", suite.name);
        let ivs = newest.key_block_layout(suite).fixed_iv_len + newest.record_iv_len(suite);
        assert_eq!(
            ivs,
            suite.cipher.block_len(),
            "an IV comes from one of the two"
        );
    }
}

/// Every name but the last stands for exactly one input, and together they stand for all of them.
#[test]
fn names_cover_the_inputs_of_every_operation() {
    let mut seen = 0;
    for name in ["classic", "mutual", "flipped-pre-master"] {
        let trace = simulate(&Scenario::builtin(name, Overrides::seed(42)).unwrap());
        for made in &trace.derivations {
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
    for suite in &SUITES {
        let keys = DirectionKeys {
            mac_key: vec![1; suite.mac.output_len()],
            key: vec![2; suite.cipher.key_len()],
        };
        for len in 0..40 {
            let (content, version) = (vec![7; len], TLS12.version.bytes());
            let algorithms = suite.algorithms();
            let made = (TLS12.protect)(algorithms, &keys, 5, 23, version, &content, [3; 16]);
            let opened =
                (TLS12.unprotect)(algorithms, &keys, 5, 23, version, &made.fragment).unwrap();
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
            assert_eq!(inside.parts.len_of(PaddingLength), 1);
        }
    }
}
