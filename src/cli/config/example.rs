//! An example of the file, with every setting and its default.

use super::file::{COLORS, GLYPHS, THEMES, commands, listed};
use premaster::tui::PACES;
use premaster::{label, said};

/// The example. Every setting is a comment, so that the file as it is changes nothing.
pub(super) fn text() -> String {
    let words = |words: Vec<&str>| words.join(", ");
    let settings = [
        (
            label!("cli.config.example.theme"),
            words(THEMES.map(|it| it.0).to_vec()),
            "theme = \"dark\"",
        ),
        (
            label!("cli.config.example.colors"),
            words(COLORS.map(|it| it.0).to_vec()),
            "colors = \"auto\"",
        ),
        (
            label!("cli.config.example.glyphs"),
            words(GLYPHS.map(|it| it.0).to_vec()),
            "glyphs = \"unicode\"",
        ),
        (
            label!("cli.config.example.motion"),
            words(vec!["true", "false"]),
            "motion = true",
        ),
        (
            label!("cli.config.example.mouse"),
            words(vec!["true", "false"]),
            "mouse = true",
        ),
        (
            label!("cli.config.example.links"),
            words(vec!["true", "false"]),
            "links = true",
        ),
        (
            label!("cli.config.example.pace"),
            words(PACES.map(|it| it.0).to_vec()),
            "pace = \"1\"",
        ),
    ];
    let mut out = format!("# {}\n", label!("cli.config.example.about"));
    for (about, all, line) in settings {
        let about = said!("cli.config.example.setting", about, all);
        out += &format!("\n# {about}\n# {line}\n");
    }
    out += &format!("\n# {}\n[keys]\n", label!("cli.config.example.keys"));
    for (name, title, keys) in commands() {
        out += &format!("# {name} = {}  # {title}\n", listed(&keys));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::super::file::Config;
    use super::text;

    #[test]
    fn the_example_is_right_with_and_without_its_comments() {
        let (config, mistakes) = Config::of(&text());
        assert_eq!((config, mistakes), (Config::default(), Vec::new()));
        // every line that sets something says the default
        let is_setting = |line: &&str| line.starts_with("# ") && line.contains(" = ");
        let lines = text()
            .lines()
            .map(|line| match is_setting(&line) {
                true => line[2..].to_owned(),
                false => line.to_owned(),
            })
            .collect::<Vec<_>>();
        let bare: Vec<String> = lines
            .iter()
            .filter(|line| !line.contains("[\""))
            .cloned()
            .collect();
        let (config, mistakes) = Config::of(&bare.join("\n"));
        assert_eq!(mistakes, []);
        assert!(config.theme.is_some() && config.pace.is_some() && config.mouse.is_some());
    }
}
