use super::template::Template;
pub(super) const TEMPLATES: &[Template] = &[];
