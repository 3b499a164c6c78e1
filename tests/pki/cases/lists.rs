//! Chains with revocation lists.

use premaster::pki::CheckKind;

use super::Case;
use crate::der::der;
use crate::issue::*;

/// deltaCRLIndicator (RFC 5280 §5.2.4).
pub const DELTA: &[u8] = &[0x55, 0x1d, 27];

/// Lists of every kind.
pub fn all() -> Vec<Case> {
    use CheckKind::{NotRevoked, RevocationList as Listed};
    const LEAF: &[u8] = &[0x22, 0x33];
    const OTHER: &[u8] = &[0x01];
    let of_root = || List::new("Root", "root", &[OTHER]);
    let of_intermediate = |serials| List::new("Intermediate", "intermediate", serials);
    let case = |what, lists: Vec<List>| {
        Case::server(what, |server| server.serial = LEAF.to_vec()).with(move |case| {
            case.lists = lists.iter().map(List::list).collect();
        })
    };
    let changed = |serials, change: fn(&mut List)| {
        let mut list = of_intermediate(serials);
        change(&mut list);
        list
    };
    let to_come = |list: &mut List| list.this_update = "2026-12-01";
    let stale = |list: &mut List| list.next_update = "2026-11-01";
    let newer = |list: &mut List| list.this_update = "2026-10-01";
    let critical_reason = |list: &mut List| {
        list.reason = Some(1);
        list.critical_reason = true;
    };
    let self_signed = |lists: Vec<List>| {
        move |case: &mut Case| {
            let mut own = Issue::server();
            (own.issuer, own.signer, own.authority_key_id) =
                ("shop.example".to_owned(), "server", Some("server"));
            (own.serial, own.key_usage) = (LEAF.to_vec(), None);
            case.presented = vec![own.certificate()];
            case.anchors = case.presented.clone();
            case.lists = lists.iter().map(List::list).collect();
        }
    };
    vec![
        case("on no list", vec![of_root(), of_intermediate(&[OTHER])]),
        case("nothing on the list", vec![of_root(), of_intermediate(&[])]),
        case("revoked", vec![of_root(), of_intermediate(&[LEAF])]).fails(NotRevoked),
        case("no list of the issuer", vec![of_root()]).fails(Listed),
        case(
            "revoked, and trusted itself",
            vec![of_root(), of_intermediate(&[LEAF])],
        )
        .fails(NotRevoked)
        .with(|case| case.anchors.push(case.presented[0].clone())),
        case(
            "trusted itself, and the issuer is not at hand",
            vec![of_intermediate(&[LEAF])],
        )
        .fails(Listed)
        .with(|case| {
            case.presented.truncate(1);
            case.anchors = case.presented.clone();
        }),
        Case::good("trusted, self-signed, and no list of its own")
            .fails(Listed)
            .with(self_signed(vec![of_root()])),
        Case::good("trusted, self-signed, and on no list of its own").with(self_signed(vec![
            List::new("shop.example", "server", &[OTHER]),
        ])),
        Case::good("trusted, self-signed, and on its own list")
            .fails(NotRevoked)
            .with(self_signed(vec![List::new(
                "shop.example",
                "server",
                &[LEAF],
            )])),
        case("a stale list", vec![of_root(), changed(&[], stale)]).fails(Listed),
        case(
            "a list that is to come beside a current one",
            vec![of_root(), changed(&[], to_come), of_intermediate(&[OTHER])],
        ),
        case(
            "a newer list that is stale already",
            vec![
                of_root(),
                changed(&[], |list| {
                    list.this_update = "2026-10-01";
                    list.next_update = "2026-11-01";
                }),
                of_intermediate(&[OTHER]),
            ],
        ),
        case(
            "revoked by the newer of two",
            vec![of_root(), of_intermediate(&[]), changed(&[LEAF], newer)],
        )
        .fails(NotRevoked),
        case(
            "taken off the newer of two",
            vec![of_root(), of_intermediate(&[LEAF]), changed(&[], newer)],
        ),
        case(
            "revoked by a newer list that is stale already",
            vec![
                of_root(),
                changed(&[LEAF], |list| {
                    list.this_update = "2026-10-01";
                    list.next_update = "2026-11-01";
                }),
                of_intermediate(&[]),
            ],
        )
        .fails(NotRevoked)
        .openssl_differs("it asks the current one alone, which is older"),
        case(
            "revoked by a list that is to come",
            vec![of_root(), changed(&[LEAF], to_come), of_intermediate(&[])],
        ),
        case(
            "revoked by a newer list that must not be used",
            vec![
                of_root(),
                changed(&[LEAF], |list| {
                    list.this_update = "2026-10-01";
                    list.more = vec![(&[0x2a, 3, 4], true, vec![5, 0])];
                }),
                of_intermediate(&[]),
            ],
        ),
        case(
            "a critical reason, of another certificate",
            vec![of_root(), changed(&[OTHER], critical_reason)],
        )
        .openssl_differs("it does not count a critical reasonCode as understood"),
        case(
            "revoked with a critical reason",
            vec![of_root(), changed(&[LEAF], critical_reason)],
        )
        .fails(NotRevoked)
        .openssl_differs("it does not count a critical reasonCode as understood"),
        case(
            "a newer list that somebody else has signed",
            vec![
                of_root(),
                changed(&[LEAF], |list| {
                    list.this_update = "2026-10-01";
                    list.signer = "client";
                }),
                of_intermediate(&[]),
            ],
        )
        .openssl_differs("it chooses by the dates, and then finds the signature bad"),
        case(
            "a list with another key's identifier",
            vec![
                of_root(),
                changed(&[], |list| list.authority_key_id = Some("other")),
            ],
        )
        .fails(Listed),
        case(
            "a list with the key's identifier",
            vec![
                of_root(),
                changed(&[], |list| list.authority_key_id = Some("intermediate")),
            ],
        ),
        case(
            "a list with issuer and serial number of its issuer's certificate",
            vec![
                of_root(),
                changed(&[], |list| {
                    list.authority_certificate = Some(("Root", Issue::intermediate().serial));
                }),
            ],
        ),
        case(
            "a list with the serial number of another certificate",
            vec![
                of_root(),
                changed(&[], |list| {
                    list.authority_certificate = Some(("Root", vec![7]))
                }),
            ],
        )
        .fails(Listed),
        case(
            "a list in its last second but one",
            vec![of_root(), of_intermediate(&[])],
        )
        .at("2026-12-31T23:59:59Z"),
        case(
            "a list when the next is due",
            vec![of_root(), of_intermediate(&[])],
        )
        .at("2027-01-01")
        .openssl_differs("it does not use it any more, RFC 5280 6.3.3 (a) a moment later"),
        case(
            "a list a second too late",
            vec![of_root(), of_intermediate(&[])],
        )
        .at("2027-01-01T00:00:01Z")
        .fails(Listed),
        case(
            "removeFromCRL",
            vec![of_root(), changed(&[LEAF], |list| list.reason = Some(8))],
        ),
        case(
            "on hold",
            vec![of_root(), changed(&[LEAF], |list| list.reason = Some(6))],
        )
        .fails(NotRevoked),
    ]
}

/// Lists that speak of some certificates only, or only say what has changed.
pub fn limited() -> Vec<Case> {
    use CheckKind::RevocationList as Listed;
    const LEAF: &[u8] = &[0x22, 0x33];
    let case = |what: &'static str, lists: Vec<List>| {
        Case::server(what, |server| server.serial = LEAF.to_vec()).with(move |case| {
            case.lists = lists.iter().map(List::list).collect();
        })
    };
    let of_root = || List::new("Root", "root", &[]);
    let of_intermediate = || List::new("Intermediate", "intermediate", &[]);
    let limited = |mut list: List, critical, part: &[u8]| {
        list.more = vec![(DISTRIBUTION_POINT, critical, der(0x30, part))];
        list
    };
    let some_certificates = |tag| der(tag, &[0xff]);
    let [for_users, for_cas] = [0x81, 0x82].map(some_certificates);
    let mut cases = Vec::new();
    for (name, part, good) in limits() {
        for critical in [true, false] {
            let what = format!("a list with {name}, critical: {critical}").leak();
            let lists = vec![of_root(), limited(of_intermediate(), critical, &part)];
            let case = case(what, lists);
            cases.push(match good {
                true => case,
                false => case.fails(Listed),
            });
        }
    }
    for critical in [true, false] {
        let what = format!("a list of changes alone, critical: {critical}").leak();
        let mut changes = of_intermediate();
        changes.more = vec![(DELTA, critical, der(0x02, &[1]))];
        let mut changes = case(what, vec![of_root(), changes]).fails(Listed);
        let complete = [of_root(), of_intermediate()];
        changes.deltas_as_complete = Some(complete.iter().map(List::list).collect());
        cases.push(changes);
    }
    let newer = |mut list: List| {
        list.this_update = "2026-10-01";
        list
    };
    let mut of_another_issuer = List::new("Intermediate", "intermediate", &[&[1]]);
    let name = der(0x30, &der(0xa4, &name("Another")));
    of_another_issuer.of_entries = Some((&[0x55, 0x1d, 29], name));
    let revoking = List::new("Intermediate", "intermediate", &[LEAF]);
    cases.extend([
        case(
            "a root's list for CAs",
            vec![limited(of_root(), true, &for_cas), of_intermediate()],
        ),
        case(
            "a root's list for all but CAs",
            vec![limited(of_root(), true, &for_users), of_intermediate()],
        )
        .fails(Listed),
        case(
            "a newer list for CAs beside one for all others",
            vec![
                of_root(),
                newer(limited(of_intermediate(), true, &for_cas)),
                limited(of_intermediate(), true, &for_users),
            ],
        ),
        case(
            "the serial number on a newer list for CAs",
            vec![
                of_root(),
                newer(limited(revoking, true, &for_cas)),
                of_intermediate(),
            ],
        ),
        case(
            "an entry of another issuer",
            vec![of_root(), of_another_issuer],
        )
        .fails(Listed)
        .openssl_differs("it passes over the entry"),
    ]);
    cases
}

pub const DISTRIBUTION_POINT: &[u8] = &[0x55, 0x1d, 28];

/// What an issuingDistributionPoint may say, and whether a list with it speaks of a server.
pub fn limits() -> Vec<(&'static str, Vec<u8>, bool)> {
    let point = der(0xa0, &der(0xa0, &der(0x86, b"http://shop.example/crl")));
    let both = [der(0x81, &[0xff]), der(0x84, &[0xff])].concat();
    vec![
        ("onlyContainsUserCerts", der(0x81, &[0xff]), true),
        ("onlyContainsCACerts", der(0x82, &[0xff]), false),
        ("onlySomeReasons", der(0x83, &[6, 0x40]), false),
        ("indirectCRL", der(0x84, &[0xff]), false),
        ("onlyContainsAttributeCerts", der(0x85, &[0xff]), false),
        ("distributionPoint", point, false),
        ("onlyContainsUserCerts, indirectCRL", both, false),
    ]
}
