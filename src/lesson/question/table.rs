//! The table of templates: a file for each group.

use super::template::Template;
use super::{
    beyond, certificates, failure, fields, knowledge, order, records, secrets, transcript,
};

/// Every template, in the order of their numbers.
pub fn templates() -> impl Iterator<Item = &'static Template> {
    let groups = [
        order::TEMPLATES,
        fields::TEMPLATES,
        secrets::TEMPLATES,
        knowledge::TEMPLATES,
        transcript::TEMPLATES,
        records::TEMPLATES,
        certificates::TEMPLATES,
        failure::TEMPLATES,
        beyond::TEMPLATES,
    ];
    groups.into_iter().flatten()
}
