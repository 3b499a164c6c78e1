//! The derivation as one picture: which values it has, who has each, and what a thief of the server's
//! private key would have.

use super::Model;
use super::eyes::{Lens, Stolen};
use super::value_row::{State, ValueRow};
use crate::said;
use crate::trace::{ConnectionId, Knowledge, Outcome, Party, Side, ValueId, ValueName};
use crate::tui::command::Command;

/// A value of the map.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MapNode {
    /// What it is, and who has it.
    pub row: ValueRow,
    /// Whether the eavesdropper has it only because of the stolen key.
    pub gained: bool,
    /// The earlier connection that it belongs to, where the present one resumes a session.
    pub elsewhere: Option<ConnectionId>,
}

impl MapNode {
    /// The value that stands for it: the client's where the two sides have different ones, and where
    /// no one has it yet none.
    pub fn id(&self) -> Option<ValueId> {
        let mut held = self.row.held.iter();
        held.find_map(|held| match held.state {
            State::Has(id) => Some(id),
            _ => None,
        })
    }

    /// Whether it exists yet.
    pub fn is_made(&self) -> bool {
        let mut held = self.row.held.iter();
        held.any(|held| held.state != State::NotMade)
    }
}

impl Model {
    /// The values of the map: what the sides bring, then what is made from it, in the order in which the
    /// reader walks along its edges.
    pub fn map_names(&self) -> Vec<ValueName> {
        use ValueName as V;
        let mut names = vec![V::ServerModulus, V::ServerPrivateExponent];
        if self.index.client_shows_a_key {
            names.extend([V::ClientModulus, V::ClientPrivateExponent]);
            names.push(V::HandshakeSignature);
        }
        names.extend([V::ClientRandom, V::ServerRandom]);
        names.extend([V::PreMasterSecret, V::EncryptedPreMasterSecret]);
        names.extend([V::MasterSecret, V::KeyBlock]);
        names.extend(Side::BOTH.map(V::WriteMacKey));
        names.extend(Side::BOTH.map(V::WriteKey));
        names.extend(Side::BOTH.map(V::VerifyData));
        if let Some(record) = self.last_record() {
            names.push(record);
        }
        names
    }

    /// The values of the map with who has them; with the private key stolen if the reader asks so.
    pub fn map(&self) -> Vec<MapNode> {
        let lens = self.view.lens.has_private_key();
        let could = match self.stolen && !lens {
            true => self.computable_with_the_key(),
            false => Vec::new(),
        };
        let names = self.map_names().into_iter();
        names
            .map(|name| {
                let mut row = self.value_row(name, self.cursor);
                let eve = &mut row.held[Party::Eavesdropper as usize];
                let mut gained = false;
                if !matches!(eve.state, State::Has(_) | State::NotMade) {
                    let mut all = self.trace.of_name(self.connection().id, name);
                    let had = all.find(|value| could.get(value.id.0) == Some(&true));
                    if let Some(value) = had {
                        eve.state = State::Has(value.id);
                        gained = true;
                    }
                }
                if let (true, State::Has(id)) = (lens, eve.state) {
                    let value = self.trace.value(id);
                    let known = value.known_to(Party::Eavesdropper, self.cursor);
                    gained = known != Knowledge::Known;
                }
                let elsewhere = self.belongs_to(name, self.cursor);
                MapNode {
                    row,
                    gained,
                    elsewhere,
                }
            })
            .collect()
    }

    /// Whether the map shows what a thief of the server's private key has: the reader asks so, or
    /// looks through the thief's eyes.
    pub fn key_is_stolen(&self) -> bool {
        self.view.lens.has_private_key() || self.stolen && self.sees_all()
    }

    /// Steals the key, or gives it back: for Eve's eyes, where they look. A side steals none.
    pub fn steal_key(&mut self) {
        match self.view.lens {
            Lens::Eve(Stolen::PrivateKey) => self.look_through(Lens::Eve(Stolen::Nothing)),
            Lens::Eve(_) => self.look_through(Lens::Eve(Stolen::PrivateKey)),
            Lens::Of(_) => {
                let key = self.key_of(Command::ChooseLens);
                self.complain(said!("tui.lens.not_stolen", key));
            }
            Lens::Everyone => self.stolen = !self.stolen,
        }
    }

    /// Of every value, whether an eavesdropper with the server's private key has it by now.
    fn computable_with_the_key(&self) -> Vec<bool> {
        let mut given = self.trace.seen_in_the_open(self.cursor);
        given.extend(
            self.trace
                .of_every_connection(ValueName::ServerPrivateExponent),
        );
        let could = self.trace.computable(&given);
        could.iter().map(Option::is_some).collect()
    }

    /// The content of the last record so far.
    fn last_record(&self) -> Option<ValueName> {
        let so_far = self.trace.values()[..self.values_so_far()].iter().rev();
        let here = self.connection().id;
        let own = so_far.filter(|value| value.connection == here);
        let mut names = own.map(|value| value.name);
        names.find(|name| matches!(name, ValueName::RecordContent(..)))
    }

    /// The node that is selected on the map: at first the one that is new in this step.
    pub fn picked_node(&self) -> usize {
        use super::place::Tab;
        let last = self.map_names().len().saturating_sub(1);
        self.picks.tab[Tab::Map as usize].min(last)
    }

    /// The node of what is new in this step, or else of what came last.
    pub fn node_of_interest(&self) -> usize {
        let nodes = self.map();
        let new = nodes.iter().position(|node| node.row.is_new());
        new.or_else(|| nodes.iter().rposition(MapNode::is_made))
            .unwrap_or(0)
    }

    /// Whether the stolen key already opens the pre-master secret.
    pub fn key_opens_pre_master(&self) -> bool {
        let row = self.value_row(ValueName::EncryptedPreMasterSecret, self.cursor);
        matches!(row.of(Party::Eavesdropper).state, State::Has(_))
    }

    /// Whether it is certain by now that no pre-master secret crosses the wire: the run has failed, or is
    /// over.
    pub fn never_sends_pre_master(&self) -> bool {
        let failed = self
            .index
            .failures
            .first()
            .is_some_and(|at| *at <= self.cursor);
        let running = self.connection().outcome == Outcome::Running;
        let over = !running && self.cursor + 1 >= self.trace.steps().len();
        self.sent_pre_master_at().is_none() && (failed || over)
    }
}
