//! The lenses: whose eyes can look at the run, what was stolen for them, and what they have.

use crate::label;
use crate::said;
use crate::text::Said;
use crate::trace::{Could, Eyes, Knowledge, Party, Side, Trace, Value, ValueId, ValueName};

/// Whose eyes look at the run.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Lens {
    /// The reader's, who sees everything.
    #[default]
    Everyone,
    /// A side's.
    Of(Side),
    /// Eve's, who has the wire and what was stolen.
    Eve(Stolen),
}

/// What was stolen for Eve.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stolen {
    /// Nothing.
    Nothing,
    /// The server's private key.
    PrivateKey,
    /// The pre-master secret.
    PreMaster,
    /// The key of a side's MACs.
    MacKey(Side),
    /// The key that a side encrypts with.
    WriteKey(Side),
    /// Both keys of a side.
    BothKeys(Side),
}

impl Stolen {
    /// The values that were stolen.
    fn names(self) -> Vec<ValueName> {
        match self {
            Stolen::Nothing => Vec::new(),
            // the file of an RSA private key contains the public one
            Stolen::PrivateKey => vec![
                ValueName::ServerPrivateExponent,
                ValueName::ServerModulus,
                ValueName::ServerExponent,
            ],
            Stolen::PreMaster => vec![ValueName::PreMasterSecret],
            Stolen::MacKey(side) => vec![ValueName::WriteMacKey(side)],
            Stolen::WriteKey(side) => vec![ValueName::WriteKey(side)],
            Stolen::BothKeys(side) => vec![ValueName::WriteMacKey(side), ValueName::WriteKey(side)],
        }
    }

    /// What was stolen, as in "with the stolen private key".
    fn words(self) -> Option<Said> {
        Some(match self {
            Stolen::Nothing => return None,
            Stolen::PrivateKey => said!("tui.lens.private_key"),
            Stolen::PreMaster => said!("tui.lens.pre_master"),
            Stolen::MacKey(side) => said!("tui.lens.mac_key", side = side.name()),
            Stolen::WriteKey(side) => said!("tui.lens.write_key", side = side.name()),
            Stolen::BothKeys(side) => said!("tui.lens.both_keys", side = side.name()),
        })
    }
}

impl Lens {
    /// All of them, in the order of the list.
    pub const ALL: [Lens; 12] = [
        Lens::Everyone,
        Lens::Of(Side::Client),
        Lens::Of(Side::Server),
        Lens::Eve(Stolen::Nothing),
        Lens::Eve(Stolen::PrivateKey),
        Lens::Eve(Stolen::PreMaster),
        Lens::Eve(Stolen::WriteKey(Side::Client)),
        Lens::Eve(Stolen::WriteKey(Side::Server)),
        Lens::Eve(Stolen::MacKey(Side::Client)),
        Lens::Eve(Stolen::MacKey(Side::Server)),
        Lens::Eve(Stolen::BothKeys(Side::Client)),
        Lens::Eve(Stolen::BothKeys(Side::Server)),
    ];
    /// So many of them follow one another; the others are only in the list.
    const CYCLE: usize = 5;

    /// The next one; after one that is only in the list, everyone.
    pub fn next(self) -> Lens {
        let at = Self::ALL.iter().position(|lens| *lens == self);
        let next = at.map_or(0, |at| at + 1);
        Self::ALL[if next < Self::CYCLE { next } else { 0 }]
    }

    /// The name in the list.
    pub fn title(self) -> String {
        match self {
            Lens::Everyone => label!("tui.lens.everyone").to_owned(),
            Lens::Of(side) => said!("tui.lens.of", side = side.name()).to_string(),
            Lens::Eve(stolen) => match stolen.words() {
                None => label!("tui.lens.eve").to_owned(),
                Some(stolen) => said!("tui.lens.eve_with", stolen).to_string(),
            },
        }
    }

    /// What these eyes have, in a sentence.
    pub fn doc(self) -> String {
        let stolen = match self {
            Lens::Everyone => return label!("tui.lens.about.everyone").to_owned(),
            Lens::Of(side) => return said!("tui.lens.about.of", side = side.name()).to_string(),
            Lens::Eve(stolen) => stolen,
        };
        let said = match stolen {
            Stolen::Nothing => said!("tui.lens.about.eve"),
            Stolen::PrivateKey => said!("tui.lens.about.private_key"),
            Stolen::PreMaster => said!("tui.lens.about.pre_master"),
            Stolen::MacKey(side) => said!("tui.lens.about.mac_key", side = side.name()),
            Stolen::WriteKey(side) => said!("tui.lens.about.write_key", side = side.name()),
            Stolen::BothKeys(side) => said!("tui.lens.about.both_keys", side = side.name()),
        };
        said.to_string()
    }

    /// Whether Eve looks, and the server's private key was stolen for her.
    pub fn has_private_key(self) -> bool {
        self == Lens::Eve(Stolen::PrivateKey)
    }

    /// Whose eyes, for the header, in ever fewer words; none where everything is shown.
    pub fn chip(self) -> Vec<String> {
        match self {
            Lens::Everyone => Vec::new(),
            Lens::Of(side) => {
                let who = side.name().to_uppercase();
                vec![
                    said!("tui.lens.chip.of", who = &who).to_string(),
                    said!("tui.lens.chip.short", who).to_string(),
                ]
            }
            Lens::Eve(stolen) => match stolen.words() {
                None => vec![
                    label!("tui.lens.chip.eve").to_owned(),
                    label!("tui.lens.chip.eve_short").to_owned(),
                ],
                Some(stolen) => vec![
                    said!("tui.lens.chip.with", stolen = &stolen).to_string(),
                    said!("tui.lens.chip.with_short", stolen = &stolen).to_string(),
                    said!("tui.lens.chip.with_shortest", stolen = stolen_short(self)).to_string(),
                ],
            },
        }
    }

    /// The party whose eyes these are.
    pub fn party(self) -> Option<Party> {
        match self {
            Lens::Everyone => None,
            Lens::Of(side) => Some(side.into()),
            Lens::Eve(_) => Some(Party::Eavesdropper),
        }
    }

    /// Why these eyes have each value after a step; `None` for those that they lack. What can be
    /// computed, Eve has computed.
    pub fn had(self, trace: &Trace, step: usize) -> Vec<Option<Could>> {
        let stolen = match self {
            Lens::Everyone => return vec![Some(Could::Knows); trace.values().len()],
            Lens::Of(side) => {
                let known = |value: &Value| {
                    let known = value.known_to(side.into(), step) == Knowledge::Known;
                    known.then_some(Could::Knows)
                };
                return trace.values().iter().map(known).collect();
            }
            Lens::Eve(stolen) => stolen,
        };
        let exists = |value: &Value| exists(value, step);
        let mut given = trace.seen_in_the_open(step);
        for name in stolen.names() {
            let connections = trace.connections().iter();
            let all = connections.flat_map(|one| trace.of_name(one.id, name));
            let made = all.filter(|value| exists(value));
            given.extend(made.map(|value| value.id));
        }
        let could = trace.computable(&given).into_iter();
        let here = could.zip(trace.values());
        here.map(|(could, value)| could.filter(|_| exists(value)))
            .collect()
    }

    /// The eyes for these values.
    pub fn eyes(self, had: &[Option<Could>]) -> Eyes {
        Eyes {
            sees: had.iter().map(Option::is_some).collect(),
            within: match self {
                Lens::Of(side) => Some(side),
                _ => None,
            },
        }
    }
}

/// What the eyes of a lens have at the present step.
#[derive(Clone, Debug, Default)]
pub struct View {
    /// Whose they are.
    pub lens: Lens,
    /// Why they have each value.
    pub had: Vec<Option<Could>>,
    /// The same, one step before.
    pub before: Vec<Option<Could>>,
    /// Whether they follow the present step, and every other.
    pub followed: Vec<bool>,
    /// Of every step that both take, the side whose part alone they follow.
    pub half: Vec<Option<Side>>,
    /// Whether they can read the message of each step.
    pub readable: Vec<bool>,
    /// The values that are listed nowhere, in ascending order: a side has its own of that name, and does
    /// not know that the peer has others.
    pub left_out: Vec<ValueId>,
}

/// Whether a value has been made by the end of a step.
pub fn exists(value: &Value, step: usize) -> bool {
    let mut since = value.history.iter().map(|(at, ..)| *at);
    value.step <= step || since.any(|at| at <= step)
}

/// What was stolen, in few words.
fn stolen_short(lens: Lens) -> Option<Said> {
    let Lens::Eve(stolen) = lens else { return None };
    Some(match stolen {
        Stolen::Nothing => return None,
        Stolen::PrivateKey => said!("tui.lens.short.private_key"),
        Stolen::PreMaster => said!("tui.lens.short.pre_master"),
        Stolen::MacKey(side) => said!("tui.lens.short.mac_key", side = side.name()),
        Stolen::WriteKey(side) => said!("tui.lens.short.write_key", side = side.name()),
        Stolen::BothKeys(side) => said!("tui.lens.short.both_keys", side = side.name()),
    })
}
