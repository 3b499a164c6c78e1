//! Which option a file belongs to that was given with another.

use super::Files;
use premaster::label;
use premaster::pki::file::{Found, Wanted};

/// What to do, where something else is wanted.
pub(super) fn instead(found: &Found, wanted: Wanted, command: Files) -> Option<&'static str> {
    use Found as F;
    use Wanted as W;
    if let Some(hint) = found.hint(wanted) {
        return Some(hint);
    }
    Some(match (found, wanted, command) {
        (F::Certificate, W::Key, _) => {
            label!("cli.hint.certificate_for_key")
        }
        (F::Certificate, W::Lists, Files::Verify) => {
            label!("cli.hint.certificate_for_list_verify")
        }
        (F::Certificate, W::Lists, Files::Connect | Files::Serve) => {
            label!("cli.hint.certificate_for_list")
        }
        (F::Certificate, _, _) => {
            label!("cli.hint.certificate")
        }
        (F::List, _, _) => label!("cli.hint.list"),
        (F::Key | F::EncryptedKey | F::OpenSshKey | F::OtherKey(_), _, Files::Verify) => {
            label!("cli.hint.no_key_needed")
        }
        (
            F::Key | F::EncryptedKey | F::OpenSshKey | F::OtherKey(_),
            _,
            Files::Connect | Files::Serve,
        ) => {
            label!("cli.hint.key")
        }
        (F::Directory, _, Files::Serve) => label!("cli.hint.directory"),
        _ => return None,
    })
}
