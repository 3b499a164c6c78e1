//! The corpus that fuzzing has left (docs/fuzzing.md), read again without a fuzzer.

use crate::fuzzed::TARGETS;
use std::path::Path;

#[test]
fn what_fuzzing_has_found_is_read_without_a_panic() {
    for (name, target) in TARGETS {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("fuzz/corpus")
            .join(name);
        let files = std::fs::read_dir(&folder).unwrap();
        let mut read = 0;
        for file in files {
            let file = file.unwrap().path();
            let bytes = std::fs::read(&file).unwrap();
            if std::panic::catch_unwind(|| target(&bytes)).is_err() {
                panic!("{}", file.display());
            }
            read += 1;
        }
        assert!(read > 100, "{name}: {read} files in {}", folder.display());
    }
}

/// Each target is a program of the fuzzer.
#[test]
fn every_target_can_be_fuzzed() {
    let fuzz = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz");
    let manifest = std::fs::read_to_string(fuzz.join("Cargo.toml")).unwrap();
    for (name, _) in TARGETS {
        let program =
            std::fs::read_to_string(fuzz.join("targets").join(format!("{name}.rs"))).unwrap();
        assert!(program.contains(&format!("fuzzed::{name}(")), "{program}");
        assert!(
            manifest.contains(&format!("path = \"targets/{name}.rs\"")),
            "{name}"
        );
    }
}
