//! What may stand in braces in the texts of `assets/en/`: one table.
//!
//! | form | gives |
//! |---|---|
//! | `{client_random}` | a value by its key, shortened, as the step's actor has it |
//! | `{client:master_secret}`, `{server:…}` | the same, as that side has it |
//! | `{record_mac}` | a value of the step's own record, whatever its number |
//! | `{len:master_secret}`, `{len:record.fragment}` | the length of a value or a field |
//! | `{bits:server_modulus}` | how many bits a number has |
//! | `{field:client_version}` | what a field of the step's message says, in words |
//! | `{count:certificate_types:kind}` | how many parts a field of the step's message has, with that noun |
//! | `{with:server_name}`, `{without:…}` | nothing, if the message has (not) that extension |
//! | `{when:failed}`, `{unless:…}` | nothing, if the condition is (not) met: `super::condition` |
//! | `{of:server}`, `{of:client}`, `{of:issuer}` | nothing, if the certificate that the field is in has that owner |
//! | `{suite}`, `{sequence}`, … | a fact of the run or of the step: `FACTS` |

use super::condition::Condition;
use super::evidence;
use super::owner::{self, Owner};
use super::shorten::{bits, quoted, short_hex, shortened};
use crate::crypto::record::IvOrigin;
use crate::label;
use crate::text::Arg;
use crate::trace::{
    Actor, Buffer, Connection, MessageName, Side, Step, Trace, Value, ValueId, ValueName,
};
use crate::wire::display::{self, count};
use crate::wire::names::ExtensionType;
use crate::wire::{Alert, AlertDescription, AlertLevel, Field, Node, ProtocolVersion};

/// Where a text is filled.
pub(super) struct Context<'a> {
    pub trace: &'a Trace,
    pub step: &'a Step,
    /// The field that is explained, for the texts of fields.
    pub place: Option<(&'a Buffer, &'a Node)>,
    /// What the text names besides: asked first.
    pub given: Given<'a>,
}

/// What a text names besides the run's own: the words for a placeholder, or nothing.
pub type Given<'a> = Option<&'a dyn Fn(&str) -> Option<String>>;

impl<'a> Context<'a> {
    /// The connection of the step.
    fn connection(&self) -> &'a Connection {
        self.trace.connection(self.step.connection)
    }
}

/// What stands in a placeholder's place.
pub(super) struct Filling {
    pub text: String,
    /// The value that it shows, if it shows one.
    pub value: Option<ValueId>,
}

impl From<String> for Filling {
    fn from(text: String) -> Self {
        Filling { text, value: None }
    }
}

/// A placeholder, taken apart.
#[derive(Clone, Copy, Debug)]
pub struct Placeholder<'a>(Form<'a>);

#[derive(Clone, Copy, Debug)]
enum Form<'a> {
    Fact(Fact),
    /// Of a side, or of the step's actor.
    Value(Option<Side>, Key),
    Len(Key),
    Bits(Key),
    FieldLen(&'a str),
    FieldValue(&'a str),
    /// With the noun for a part.
    FieldCount(&'a str, &'a str),
    /// Whether the extension should be there, and which.
    Extension(bool, ExtensionType),
    /// Whether the condition should hold, and which.
    Condition(bool, Condition),
    /// Who should own the certificate that the field is in.
    Owner(Owner),
}

/// A value's key: a name, or a name of the step's own record.
#[derive(Clone, Copy, Debug)]
enum Key {
    Name(ValueName),
    Record(RecordValue),
}

/// A value of a side's record with a sequence number.
type RecordValue = fn(Side, u64) -> ValueName;

type Fact = fn(&Context<'_>) -> Option<Filling>;

/// The values that have a name of their own; those of records are in `RECORD_VALUES`.
const VALUES: [ValueName; 28] = [
    ValueName::ClientRandom,
    ValueName::ServerRandom,
    ValueName::ClientVersion,
    ValueName::ServerModulus,
    ValueName::ServerExponent,
    ValueName::ServerPrivateExponent,
    ValueName::ClientModulus,
    ValueName::ClientExponent,
    ValueName::ClientPrivateExponent,
    ValueName::SignedHash,
    ValueName::SignatureSalt,
    ValueName::HandshakeSignature,
    ValueName::PreMasterRandom,
    ValueName::PreMasterSecret,
    ValueName::EncryptedPreMasterSecret,
    ValueName::SessionHash,
    ValueName::MasterSecret,
    ValueName::KeyBlock,
    ValueName::WriteMacKey(Side::Client),
    ValueName::WriteMacKey(Side::Server),
    ValueName::WriteKey(Side::Client),
    ValueName::WriteKey(Side::Server),
    ValueName::WriteIv(Side::Client),
    ValueName::WriteIv(Side::Server),
    ValueName::HandshakeHash(Side::Client),
    ValueName::HandshakeHash(Side::Server),
    ValueName::VerifyData(Side::Client),
    ValueName::VerifyData(Side::Server),
];

const RECORD_VALUES: [(&str, RecordValue); 4] = [
    ("record_content", ValueName::RecordContent),
    ("record_mac", ValueName::RecordMac),
    ("record_iv", ValueName::RecordIv),
    ("record_ciphertext", ValueName::RecordCiphertext),
];

/// The extensions that a text can depend on.
const EXTENSIONS: [ExtensionType; 4] = [
    ExtensionType::ServerName,
    ExtensionType::ExtendedMasterSecret,
    ExtensionType::EncryptThenMac,
    ExtensionType::RenegotiationInfo,
];

#[rustfmt::skip]
const FACTS: &[(&str, Fact)] = &[
    // the run
    ("clock",               |c| text(c.trace.run().clock.to_string())),
    ("server_name",         |c| text(display::escaped(c.trace.run().server_name.as_ref()?.as_bytes()))),
    ("standing",            |c| text((c.connection().rules()?.standing)().to_owned())),
    ("rfc",                 |c| text(c.connection().rules()?.rfc.to_owned())),
    ("version",             |c| text(c.connection().version?.to_string())),
    ("offered_version",     |c| text(offered_version(c)?.to_string())),
    // the suite
    ("suite",               |c| text(c.connection().suite?.name.to_owned())),
    ("cipher",              |c| text(c.connection().suite?.cipher.name().to_owned())),
    ("mac_hash",            |c| text(c.connection().suite?.mac.name().to_owned())),
    ("transcript_hash",     |c| text((c.connection().rules()?.transcript_hash)(c.connection().suite?).name().to_owned())),
    ("mac_len",             |c| bytes(c.connection().suite?.mac.output_len())),
    ("key_len",             |c| bytes(c.connection().suite?.cipher.key_len())),
    ("block_len",           |c| bytes(c.connection().suite?.cipher.block_len()?)),
    // who
    ("actor",               |c| text(c.step.actor.name().to_owned())),
    ("sender",              |c| text(c.step.message.as_ref()?.sender.name().to_owned())),
    ("receiver",            |c| text(c.step.message.as_ref()?.sender.peer().name().to_owned())),
    // the certificate that the server sent
    ("subject",             |c| text(evidence::server_certificate(c.trace, c.step)?.short_name())),
    ("issuer",              |c| text(evidence::server_certificate(c.trace, c.step)?.issuer.short())),
    // the certificate that the client sent
    ("client_subject",      |c| text(evidence::client_certificate(c.trace, c.step)?.short_name())),
    ("client_issuer",       |c| text(evidence::client_certificate(c.trace, c.step)?.issuer.short())),
    ("first_authority",     |c| text(evidence::first_authority(c.step)?)),
    // the message
    ("message",             |c| text(evidence::message_name(c.trace, c.step)?.name().to_owned())),
    ("message_len",         |c| bytes(c.step.message.as_ref()?.content.len())),
    ("record_len",          |c| bytes(c.step.message.as_ref()?.buffers.first()?.bytes.len())),
    ("alert",               |c| text(alert(c)?.description.to_string())),
    ("alert_level",         |c| text(alert(c)?.level.to_string())),
    ("alert_meaning",       |c| text(super::alert(alert(c)?.description).to_owned())),
    // the record that the step protects or decrypts
    ("sequence",            |c| text(evidence::record(c.trace, c.step)?.1.to_string())),
    ("data",                |c| quote(value(c, Key::Record(ValueName::RecordContent), None)?)),
    ("sender_sequence",     |c| text(evidence::sender_sequence(c.trace, c.step)?.to_string())),
    ("content_len",         |c| bytes(evidence::block(c.trace, c.step)?.content)),
    ("plaintext_len",       |c| bytes(evidence::block(c.trace, c.step)?.plaintext)),
    ("padding_len",         |c| bytes(evidence::block(c.trace, c.step)?.padding.checked_sub(1).filter(|n| *n > 0)?)),
    ("padding_value",       |c| text(evidence::block(c.trace, c.step)?.padding.checked_sub(1)?.to_string())),
    ("keystream_position",  |c| text(count(evidence::block(c.trace, c.step)?.keystream_position, "byte"))),
    // what was computed and compared
    ("pkcs1_padding_len",   |c| bytes(evidence::pkcs1_padding(c.trace, c.step)?)),
    ("transcript_messages", |c| text(evidence::transcript_messages(c.trace, c.step)?.to_string())),
    ("prf",                 |c| text(evidence::expansion(c.trace, c.step)?.prf.name().to_owned())),
    ("prf_output_len",      |c| bytes(evidence::expansion(c.trace, c.step)?.output.len())),
    ("prf_hmac_len",        |c| bytes(evidence::expansion(c.trace, c.step)?.p_hash.first()?.hash.output_len())),
    ("prf_hmacs",           |c| text(count(evidence::expansion(c.trace, c.step)?.p_hash.first()?.blocks.len() as u64, "HMAC"))),
    ("prf_unused_len",      |c| evidence::expansion(c.trace, c.step).map(evidence::expansion_rest).filter(|rest| *rest > 0).and_then(bytes)),
    ("check_count",         |c| text(c.step.checks.len().to_string())),
    ("more_checks",         |c| Some(super::checks::in_order(c.step).rest.len()).filter(|more| *more > 0).and_then(|more| text(more.to_string()))),
    ("trouble",             |c| text(evidence::failed_checks(c.step).or_else(|| failure(c))?)),
    ("evidence",            |c| text(evidence::of_failed_checks(c.step)?)),
    ("failure",             |c| text(failure(c)?)),
    ("failed_check",        |c| text(failed_check(c)?)),
    ("cause",               |c| text(cause(c)?)),
    ("skipped",             |c| text(evidence::of_skipped_checks(c.step)?)),
    ("offered_suites",      |c| text(evidence::offered_suites(c.trace, c.step)?.join(", "))),
    ("replayed_seed",       |c| text(c.trace.replayed()?.seed.to_string())),
    ("answer",              |c| text(evidence::answer(c.trace, c.step)?.to_string())),
    ("failed_step",         |c| number(evidence::failed_before(c.trace, c.step)?)),
    ("clicked_step",        |c| number(evidence::of_session(c.trace, c.step).find(|step| step.clicks_through())?)),
    ("silent_step",         |c| number(evidence::silent_failure(c.trace, c.step)?)),
    ("unread",              |c| text(evidence::read_as_plaintext(c.trace, c.step)?.message.as_ref()?.name.name().to_owned())),
    ("unread_step",         |c| number(evidence::read_as_plaintext(c.trace, c.step)?)),
    // the field that is explained
    ("value",               |c| c.place.map(|(buffer, node)| shortened(display::value(node, &buffer.bytes)).into())),
    ("len",                 |c| bytes(c.place?.1.len())),
    ("key_owner",           |c| text(owner::of(c)?.name().to_owned())),
];

impl<'a> Placeholder<'a> {
    /// Reads what stands between the braces. `None` if there is no such placeholder, or if its
    /// argument names no value, field or extension.
    pub fn read(name: &'a str) -> Option<Self> {
        let form = match name.split_once(':') {
            None => match FACTS.iter().find(|(fact, _)| *fact == name) {
                Some((_, fact)) => Form::Fact(*fact),
                None => Form::Value(None, key(name)?),
            },
            Some(("client", name)) => Form::Value(Some(Side::Client), key(name)?),
            Some(("server", name)) => Form::Value(Some(Side::Server), key(name)?),
            Some(("bits", name)) => Form::Bits(key(name)?),
            Some(("len", name)) => match key(name) {
                Some(key) => Form::Len(key),
                None => Form::FieldLen(path(name)?),
            },
            Some(("field", name)) => Form::FieldValue(path(name)?),
            Some(("count", name)) => {
                let (name, noun) = name.split_once(':')?;
                Form::FieldCount(path(name)?, noun)
            }
            Some(("with", name)) => Form::Extension(true, extension(name)?),
            Some(("without", name)) => Form::Extension(false, extension(name)?),
            Some(("when", name)) => Form::Condition(true, Condition::named(name)?),
            Some(("unless", name)) => Form::Condition(false, Condition::named(name)?),
            Some(("of", name)) => Form::Owner(Owner::named(name)?),
            Some(_) => return None,
        };
        Some(Placeholder(form))
    }

    /// What the run has for a placeholder; `None` also for what is none.
    pub(super) fn fill(name: &str, c: &Context<'_>) -> Option<Filling> {
        if let Some(text) = c.given.and_then(|given| given(name)) {
            return Some(text.into());
        }
        match Placeholder::read(name)?.0 {
            Form::Fact(fact) => fact(c),
            Form::Value(side, key) => {
                let value = value(c, key, side)?;
                Some(Filling {
                    text: match value.sealed {
                        Some(_) => label!("explain.not_known").to_owned(),
                        None => short_hex(&value.bytes),
                    },
                    value: Some(value.id),
                })
            }
            Form::Len(key) => {
                let value = value(c, key, None)?;
                value.sealed.is_none().then(|| bytes(value.bytes.len()))?
            }
            Form::Bits(key) => text(count(bits(&value(c, key, None)?.bytes), "bit")),
            Form::FieldLen(path) => bytes(find(c, path)?.1.len()),
            Form::FieldValue(path) => {
                let (buffer, node) = find(c, path)?;
                text(shortened(display::value(node, &buffer.bytes)))
            }
            Form::FieldCount(path, noun) => {
                // in a list of vectors each part has its length before it
                let counts = |part: &&Node| !part.field.is_length();
                let parts = find(c, path)?.1.children.iter().filter(counts);
                text(count(parts.count() as u64, noun))
            }
            Form::Extension(wanted, kind) => {
                (has_extension(c, kind)? == wanted).then(|| String::new().into())
            }
            Form::Condition(wanted, condition) => {
                (condition.holds(c) == wanted).then(|| String::new().into())
            }
            Form::Owner(wanted) => (owner::of(c)? == wanted).then(|| String::new().into()),
        }
    }
}

fn key(name: &str) -> Option<Key> {
    let record = RECORD_VALUES.iter().find(|(key, _)| *key == name);
    let named = || VALUES.iter().find(|value| value.key() == name);
    record
        .map(|(_, of)| Key::Record(*of))
        .or_else(|| named().map(|name| Key::Name(*name)))
}

/// A field path's last names, if every one of them is a field's.
fn path(path: &str) -> Option<&str> {
    let known = |name: &str| Field::ALL.iter().any(|field| field.key() == name);
    path.split('.').all(known).then_some(path)
}

fn extension(name: &str) -> Option<ExtensionType> {
    EXTENSIONS
        .into_iter()
        .find(|kind| kind.name() == Some(name))
}

/// The value of that key, if it is there by this step: a text gives nothing away early.
fn value<'a>(c: &Context<'a>, key: Key, side: Option<Side>) -> Option<&'a Value> {
    let name = match key {
        Key::Name(name) => name,
        Key::Record(of) => {
            let (side, sequence) = evidence::record(c.trace, c.step)?;
            match of(side, sequence) {
                ValueName::RecordIv(..) if first_iv(c) => ValueName::WriteIv(side),
                name => name,
            }
        }
    };
    let named = c
        .trace
        .named(c.step.connection, name, side.unwrap_or(actor(c)));
    let by_now = |value: &&Value| value.step <= c.step.index;
    match side {
        Some(_) => named.filter(by_now),
        None => named
            .filter(by_now)
            .or_else(|| c.trace.first(c.step.connection, name).filter(by_now)),
    }
}

/// Whether the IV of the step's record is the one from the key block.
fn first_iv(c: &Context<'_>) -> bool {
    evidence::iv_origin(c.trace, c.step) == Some(IvOrigin::KeyBlock)
}

/// Who works in the step; the client where both do.
fn actor(c: &Context<'_>) -> Side {
    match c.step.actor {
        Actor::One(side) => side,
        // what the reader computes is computed by both
        Actor::Both | Actor::Reader => Side::Client,
    }
}

/// What the first check that failed has found.
fn failed_check(c: &Context<'_>) -> Option<String> {
    let failed = c.step.checks.iter().find(|check| check.failed())?;
    Some(evidence::sentence(&failed.detail.to_string()))
}

fn failure(c: &Context<'_>) -> Option<String> {
    Some(evidence::sentence(&c.step.failure.as_ref()?.to_string()))
}

/// What a capture shows of the reason for the step's alert.
fn cause(c: &Context<'_>) -> Option<String> {
    match c.step.failure.as_ref()?.arg("cause")? {
        Arg::Said(cause) => Some(evidence::sentence(&cause.to_string())),
        _ => None,
    }
}

fn offered_version(c: &Context<'_>) -> Option<ProtocolVersion> {
    let value = value(c, Key::Name(ValueName::ClientVersion), None)?;
    Some(ProtocolVersion::of(u16::from_be_bytes(
        value.bytes.as_slice().try_into().ok()?,
    )))
}

fn alert(c: &Context<'_>) -> Option<Alert> {
    let message = c
        .step
        .message
        .as_ref()
        .filter(|message| message.name == MessageName::Alert)?;
    let &[level, description] = message.content.as_slice() else {
        return None;
    };
    Some(Alert {
        level: AlertLevel::of(level),
        description: AlertDescription::of(description),
    })
}

/// The first field in the step's message whose path ends so, in the message's own bytes where
/// it is there.
fn find<'a>(c: &Context<'a>, path: &str) -> Option<(&'a Buffer, &'a Node)> {
    fn search<'a>(
        nodes: &'a [Node],
        above: &mut Vec<&'static str>,
        path: &[&str],
        accept: &impl Fn(&Node) -> bool,
    ) -> Option<&'a Node> {
        for node in nodes {
            above.push(node.field.key());
            let here = (above.ends_with(path) && accept(node)).then_some(node);
            let found = here.or_else(|| search(&node.children, above, path, accept));
            above.pop();
            if found.is_some() {
                return found;
            }
        }
        None
    }
    let message = c.step.message.as_ref()?;
    let path: Vec<&str> = path.split('.').collect();
    let own = message.buffers.iter().find_map(|buffer| {
        let own = |node: &Node| node.start >= buffer.own.start && node.end <= buffer.own.end;
        Some((buffer, search(&buffer.tree, &mut Vec::new(), &path, &own)?))
    });
    own.or_else(|| {
        message.buffers.iter().find_map(|buffer| {
            Some((
                buffer,
                search(&buffer.tree, &mut Vec::new(), &path, &|_| true)?,
            ))
        })
    })
}

/// `None` where there is no message that could have extensions.
fn has_extension(c: &Context<'_>, wanted: ExtensionType) -> Option<bool> {
    fn any(node: &Node, test: &impl Fn(&Node) -> bool) -> bool {
        test(node) || node.children.iter().any(|child| any(child, test))
    }
    let message = c.step.message.as_ref()?;
    Some(message.buffers.iter().any(|buffer| {
        let is_it = |node: &Node| {
            node.field == Field::ExtensionType
                && buffer.bytes.get(node.range()) == Some(&wanted.code().to_be_bytes())
        };
        buffer.tree.iter().any(|root| any(root, &is_it))
    }))
}

/// A step by its number, as the screen counts.
fn number(step: &Step) -> Option<Filling> {
    text((step.index + 1).to_string())
}

fn text(text: String) -> Option<Filling> {
    Some(text.into())
}

fn bytes(len: usize) -> Option<Filling> {
    text(count(len as u64, "byte"))
}

/// A value that is text.
fn quote(value: &Value) -> Option<Filling> {
    Some(Filling {
        text: quoted(&value.bytes),
        value: Some(value.id),
    })
}
