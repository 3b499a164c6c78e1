//! How long a run of `classic` takes, and how much of that its RSA operations are.
//!
//! `cargo bench --bench simulate`. Compare the two lines of one run: machines differ, the ratio
//! does not.
#![allow(clippy::unwrap_used, clippy::expect_used, missing_docs)]

use criterion::{Criterion, criterion_group, criterion_main};
use premaster::crypto::pkcs1;
use premaster::crypto::random;
use premaster::pki::chain::{Policy, Purpose, verify_chain};
use premaster::pki::demo;
use premaster::pki::time::UnixTime;
use premaster::scenario::{AppMessage, Overrides, Scenario, simulate};
use premaster::trace::Side;
use std::hint::black_box;

fn classic() -> Scenario {
    let clock = Some(UnixTime(1_795_220_503));
    Scenario::builtin(
        "classic",
        Overrides {
            clock,
            ..Overrides::seed(42)
        },
    )
    .unwrap()
}

/// What RSA a run does: the client checks the chain's signatures and encrypts, the server decrypts.
fn rsa_operations(c: &mut Criterion) {
    let key = demo::private_key("server.key");
    let chain = demo::certificates(&["server.pem", "intermediate.pem"]);
    let anchors = demo::certificates(&["root.pem"]);
    let lists = ["root.crl", "intermediate.crl"].map(|name| demo::revocation_list(name).unwrap());
    let mut rng = random::seeded(1, 0);
    c.bench_function("the RSA operations of classic", |b| {
        b.iter(|| {
            let purpose = Purpose::Server {
                name: Some("shop.example"),
            };
            let verdict = verify_chain(
                &chain,
                &Policy {
                    anchors: &anchors,
                    purpose,
                    clock: UnixTime(1_795_220_503),
                    revocation_lists: &lists,
                },
            );
            assert!(verdict.passed());
            let encryption = pkcs1::encrypt(key.public(), &[3; 48], &mut rng).unwrap();
            pkcs1::recover_pre_master(&key, &encryption.ciphertext, [3, 3], &mut rng)
        })
    });
}

fn whole_run(c: &mut Criterion) {
    let scenario = classic();
    c.bench_function("simulate classic", |b| {
        b.iter(|| simulate(black_box(&scenario)))
    });
}

/// Both ends and the trace, for a long connection: the cost of a record must not grow with the
/// number of records before it.
fn many_records(c: &mut Criterion) {
    let mut group = c.benchmark_group("simulate records of application data");
    group.sample_size(10);
    for count in [1_000, 10_000] {
        let mut scenario = classic();
        let text = "a line of text";
        scenario.messages = vec![
            AppMessage {
                from: Side::Client,
                text: text.into()
            };
            count
        ];
        group.bench_function(count.to_string(), |b| {
            b.iter(|| simulate(black_box(&scenario)))
        });
    }
    group.finish();
}

fn reading_the_pki(c: &mut Criterion) {
    c.bench_function("read the server's key", |b| {
        b.iter(|| demo::private_key("server.key"))
    });
    c.bench_function("read the certificates", |b| {
        b.iter(|| demo::certificates(&["server.pem", "intermediate.pem", "root.pem"]))
    });
}

criterion_group!(
    benches,
    rsa_operations,
    whole_run,
    many_records,
    reading_the_pki
);
criterion_main!(benches);
