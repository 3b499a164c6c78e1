//! The connections that are made with every other program: versions, suites, certificates of the client,
//! switches, and sessions that are resumed; our ends of them, and what must be true of each.

use crate::loopback::{served, service, target};
use crate::peers::remark;
use premaster::net::{self, ClientAuth, Identity, Reply, Report, Service, SessionCache, Target};
use premaster::pki::demo;
use premaster::protocol::{
    MessageName, Rules, SUITES, Side, Suite, Switch, Switches, ValueName, Versions,
};
use premaster::trace::{ConnectionId, Presented, RunKind, Trace};
use premaster::wire::{HandshakeType, ProtocolVersion};
use std::sync::Arc;
use std::sync::mpsc::Receiver;
use std::thread;

/// One connection, or two of which the second resumes the session of the first.
#[derive(Clone, Copy, Debug)]
pub struct Cell {
    pub rules: &'static Rules,
    pub suite: &'static Suite,
    /// Whether the client shows a certificate.
    pub certificate: bool,
    /// Whether our side wants an extended master secret and encrypt-then-MAC. The others always do.
    pub switched: bool,
    /// How the session is resumed, if it is.
    pub resumed: Option<By>,
}

/// How a server recognizes a session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum By {
    SessionId,
    Ticket,
}

impl Cell {
    pub fn version(&self) -> ProtocolVersion {
        self.rules.version
    }

    /// Whether there are tickets.
    pub fn has_tickets(&self) -> bool {
        self.resumed == Some(By::Ticket)
    }

    /// How many connections it is.
    pub fn connections(&self) -> usize {
        1 + usize::from(self.resumed.is_some())
    }

    /// What it is in the printed matrix, besides its version.
    fn row(&self) -> String {
        let Some(by) = self.resumed else {
            return self.suite.name.to_owned();
        };
        let certificate = if self.certificate {
            ", certificate"
        } else {
            ""
        };
        let switches = if self.switched { ", switches" } else { "" };
        format!("{by:?}{certificate}{switches}")
    }
}

// ---- the parts of the matrix

/// What a peer has.
pub type Has = fn(&Rules, &Suite) -> bool;

fn versions_and_suites(has: Has) -> impl Iterator<Item = (&'static Rules, &'static Suite)> {
    let all = Rules::all().flat_map(|rules| SUITES.iter().map(move |suite| (rules, suite)));
    all.filter(move |(rules, suite)| suite.is_in(rules.version) && has(rules, suite))
}

/// Full handshakes: each version and suite, with and without a certificate of the client.
pub fn full(has: Has) -> Vec<Cell> {
    let cell = |(rules, suite)| {
        [false, true].map(|certificate| Cell {
            rules,
            suite,
            certificate,
            switched: false,
            resumed: None,
        })
    };
    versions_and_suites(has).flat_map(cell).collect()
}

/// Full handshakes with both switches: each version that has extensions with each suite, with and without
/// a certificate of the client in turn.
pub fn switched(has: Has) -> Vec<Cell> {
    let extensible = versions_and_suites(has).filter(|(rules, _)| rules.form.extensions);
    let cell = |(n, (rules, suite))| Cell {
        rules,
        suite,
        certificate: n % 2 == 1,
        switched: true,
        resumed: None,
    };
    extensible.enumerate().map(cell).collect()
}

/// Sessions that are resumed: each version, with and without a certificate of the client, with and without
/// the switches, in each way that the peer has. The suites take turns.
pub fn resumed(has: Has, ways: &[By]) -> Vec<Cell> {
    let mut all = Vec::new();
    for rules in Rules::all() {
        let suites = versions_and_suites(has).filter(|(other, _)| other.version == rules.version);
        let mut suites = suites
            .map(|(_, suite)| suite)
            .collect::<Vec<_>>()
            .into_iter()
            .cycle();
        for (certificate, switched) in [(false, false), (true, false), (false, true), (true, true)]
        {
            for by in ways.iter().copied() {
                let with_extension = switched || by == By::Ticket;
                if with_extension && !rules.form.extensions {
                    continue;
                }
                all.extend(suites.next().map(|suite| Cell {
                    rules,
                    suite,
                    certificate,
                    switched,
                    resumed: Some(by),
                }));
            }
        }
    }
    all
}

/// Does something with the cells of each version, all versions at the same time: most of the time is
/// spent waiting until a peer has said all it has to say.
pub fn for_each_version(cells: &[Cell], act: impl Fn(&'static Rules, &[Cell]) + Sync) {
    thread::scope(|scope| {
        for rules in Rules::all() {
            let mut mine = cells.to_vec();
            mine.retain(|cell| cell.version() == rules.version);
            let act = &act;
            if !mine.is_empty() {
                scope.spawn(move || act(rules, &mine));
            }
        }
    });
}

/// Prints what was spoken with a peer in a role: how many cells of each version there were, by suite, or by
/// what was special about the session that was resumed.
pub fn print(peer: &str, role: &str, cells: &[Cell]) {
    assert!(!cells.is_empty(), "{peer} as {role}");
    let kind = match (cells[0].resumed, cells[0].switched) {
        (Some(_), _) => "sessions resumed",
        (None, true) => "full handshakes with both switches",
        (None, false) => "full handshakes",
    };
    let mut rows: Vec<String> = cells.iter().map(Cell::row).collect();
    rows.sort();
    rows.dedup();
    let mut lines = vec![format!("{peer} as {role}, {kind}:")];
    for row in rows {
        let counts = Rules::all().map(|rules| {
            let of = |cell: &&Cell| cell.version() == rules.version && cell.row() == row;
            match cells.iter().filter(of).count() {
                0 => format!("{:>11}", "-"),
                n => format!("{:>11}", format!("{} x{n}", rules.key())),
            }
        });
        lines.push(format!("  {row:<40}{}", counts.collect::<String>()));
    }
    remark(&lines.join("\n"));
}

// ---- our ends

/// Our server for a cell, which asks for a certificate and goes on without one.
pub fn our_server(cell: Cell) -> (u16, Receiver<Report>) {
    served(our_service(cell))
}

/// What our server does.
pub fn our_service(cell: Cell) -> Service {
    let trust = net::client_trust(demo::certificates(&["root.pem"]), [].into(), None);
    let remembers = cell.resumed == Some(By::SessionId);
    Service {
        versions: Versions {
            oldest: ProtocolVersion::Ssl30,
            newest: ProtocolVersion::Tls12,
        },
        suites: SUITES.iter().collect(),
        client_auth: ClientAuth::Request(trust),
        switches: Switches::of(|it| cell.switched || it == Switch::RenegotiationInfo),
        sessions: remembers.then(|| Arc::new(SessionCache::new(16))),
        ticket_keys: cell
            .has_tickets()
            .then(|| Arc::new(net::ticket_keys().unwrap())),
        ..service(Reply::Echo, cell.connections() as u64)
    }
}

/// Our client for a cell, with what it has to show.
pub fn our_client(port: u16, cell: Cell) -> Target {
    let identity = || Identity {
        chain: demo::certificates(&["client.pem", "intermediate.pem"]),
        certificate_path: "certs/client.pem".into(),
        key: demo::private_key("client.key"),
        key_path: "certs/client.key".into(),
    };
    Target {
        versions: Versions::only(cell.version()),
        suites: vec![cell.suite],
        identity: cell.certificate.then(identity),
        switches: Switches::of(|it| cell.switched || it == Switch::RenegotiationInfo),
        resumes: cell.resumed.is_some(),
        send: Some(b"hello\n".to_vec()),
        ..target(port)
    }
}

// ---- what must be true

/// Our client does what a cell says.
pub fn we_connect(port: u16, cell: Cell) {
    let report = net::connect(&our_client(port, cell)).unwrap();
    assert!(report.exchanged(), "{cell:?}: {:?}", report.failure());
    let connections = report.trace.connections();
    let all: Vec<_> = connections
        .iter()
        .map(|it| (&report.trace, it.id))
        .collect();
    holds(&all, cell);
}

/// Our server has seen what a cell says.
pub fn we_have_served(reports: &Receiver<Report>, cell: Cell) {
    let reports: Vec<Report> = (0..cell.connections())
        .map(|_| reports.recv().unwrap())
        .collect();
    for report in &reports {
        assert!(report.established, "{cell:?}: {:?}", report.failure());
    }
    let last = reports.last().unwrap();
    assert!(last.exchanged(), "{cell:?}: {:?}", last.failure());
    let all: Vec<_> = (reports.iter())
        .map(|report| (&report.trace, ConnectionId::FIRST))
        .collect();
    holds(&all, cell);
}

/// The connections of a cell, each with its trace.
fn holds(connections: &[(&Trace, ConnectionId)], cell: Cell) {
    assert_eq!(connections.len(), cell.connections(), "{cell:?}");
    for (n, (trace, id)) in connections.iter().enumerate() {
        let is_second = n == 1;
        let agreed = trace.connection(*id);
        assert_eq!(agreed.version, Some(cell.version()), "{cell:?}");
        assert_eq!(agreed.suite, Some(cell.suite), "{cell:?}");
        // the MAC of a stream cipher stays where it is (RFC 7366 §3.1)
        let mac_last = cell.switched && cell.suite.cipher.block_len().is_some();
        assert_eq!(agreed.switches.encrypt_then_mac, mac_last, "{cell:?}");
        let hashed = trace.first(*id, ValueName::SessionHash).is_some();
        assert_eq!(hashed, cell.switched && !is_second, "{cell:?}");
        assert_eq!(is_abbreviated(trace, *id), is_second, "{cell:?}");
        let shown = trace.presented(*id, trace.steps().len());
        let chain = matches!(shown, Some(Presented::Chain(chain)) if chain.owner == Side::Client);
        assert_eq!(chain, cell.certificate && !is_second, "{cell:?}");
        if !is_second {
            let ticket = trace.first(*id, ValueName::Ticket).is_some();
            assert_eq!(ticket, cell.has_tickets(), "{cell:?}");
        }
    }
    let secrets: Vec<_> = (connections.iter())
        .map(|(trace, id)| master_secret(trace, *id))
        .collect();
    assert!(secrets.windows(2).all(|two| two[0] == two[1]), "{cell:?}");
}

fn master_secret(trace: &Trace, id: ConnectionId) -> &[u8] {
    let RunKind::Connection { ours, .. } = trace.run().kind else {
        panic!("one side is ours");
    };
    let secret = trace.named(id, ValueName::MasterSecret, ours);
    &secret.expect("a master secret").bytes
}

/// Whether a connection has no ClientKeyExchange.
pub fn is_abbreviated(trace: &Trace, id: ConnectionId) -> bool {
    let exchange = MessageName::Handshake(HandshakeType::ClientKeyExchange);
    let mut steps = trace.steps().iter().filter(|step| step.connection == id);
    !steps.any(|step| step.message.as_ref().is_some_and(|it| it.name == exchange))
}
