//! What differs by version or by the length of a block is a column of a table. Nothing outside the tables
//! asks for the version itself, or for the length.

use super::source;
use syn::parse::{ParseStream, Parser};
use syn::punctuated::Punctuated;
use syn::visit::{self, Visit};
use syn::{BinOp, Expr, Lit, Token};

/// The tables.
const TABLES: [&str; 4] = [
    "protocol/rules.rs",
    "protocol/suite.rs",
    "protocol/versions.rs",
    "wire/form.rs",
];

/// The rows by name.
const ROWS: [&str; 4] = ["TLS12", "TLS11", "TLS10", "SSL30"];

/// The names that people give to the families and the versions.
const NAMES: [&str; 6] = ["tls", "ssl", "1.2", "1.1", "1.0", "3.0"];

/// Lengths that depend on the version or the suite.
const LENGTHS: [&str; 5] = [
    "block_len",
    "mac_len",
    "key_len",
    "output_len",
    "verify_data_len",
];

/// The comparisons in a file that a table should answer.
fn comparisons(file: &str, text: &str) -> Vec<String> {
    let parsed = syn::parse_file(text).unwrap_or_else(|error| panic!("src/{file}: {error}"));
    let mut finder = Finder {
        // a certificate has a version, too
        orders: source::room(file) != "pki",
        out: Vec::new(),
    };
    finder.visit_file(&parsed);
    finder.out
}

struct Finder {
    /// Whether a version that is less than another is one of the protocol.
    orders: bool,
    out: Vec<String>,
}

/// What an operand is made of.
#[derive(Default)]
struct Operand {
    /// Its identifiers, in order.
    idents: Vec<String>,
    /// Whether a version is in it by name.
    version: bool,
}

impl<'ast> Visit<'ast> for Operand {
    fn visit_ident(&mut self, ident: &'ast syn::Ident) {
        self.idents.push(ident.to_string());
    }

    fn visit_path(&mut self, path: &'ast syn::Path) {
        self.version |= names_version(path);
        visit::visit_path(self, path);
    }
}

impl Operand {
    fn of(expr: &Expr) -> Self {
        let mut operand = Operand::default();
        operand.visit_expr(expr);
        operand
    }

    /// Whether its last identifier has this name.
    fn ends(&self, is: impl Fn(&str) -> bool) -> bool {
        let mut last = self.idents.iter().rev();
        let last = last.find(|ident| !["code", "bytes"].contains(&ident.as_str()));
        last.is_some_and(|ident| is(ident))
    }
}

/// `ProtocolVersion::Tls12`, or a row by name.
fn names_version(path: &syn::Path) -> bool {
    let names: Vec<String> = path
        .segments
        .iter()
        .map(|it| it.ident.to_string())
        .collect();
    let variant = |name: &String| name.starts_with("Tls") || name.starts_with("Ssl");
    let of_enum = names.iter().any(|name| name == "ProtocolVersion");
    let is_row = |name: &String| ROWS.contains(&name.as_str());
    of_enum && names.last().is_some_and(variant) || names.last().is_some_and(is_row)
}

/// A number other than 0, or a constant.
fn is_fixed(expr: &Expr) -> bool {
    match expr {
        Expr::Lit(literal) => match &literal.lit {
            Lit::Int(number) => number.base10_digits() != "0",
            _ => false,
        },
        Expr::Path(path) => path.path.segments.last().is_some_and(|last| {
            let name = last.ident.to_string();
            name.chars().all(|c| !c.is_ascii_lowercase())
        }),
        // `Some(16)`
        Expr::Call(call) => call.args.iter().any(is_fixed),
        _ => false,
    }
}

impl Finder {
    fn binary(&mut self, expr: &syn::ExprBinary) -> bool {
        let order = matches!(
            expr.op,
            BinOp::Lt(_) | BinOp::Le(_) | BinOp::Gt(_) | BinOp::Ge(_)
        );
        if !order && !matches!(expr.op, BinOp::Eq(_) | BinOp::Ne(_)) {
            return false;
        }
        let sides = [&expr.left, &expr.right];
        let [left, right] = sides.map(|side| Operand::of(side));
        let is_version = |name: &str| name == "version" || name.ends_with("_version");
        let is_length = |name: &str| LENGTHS.contains(&name);
        left.version
            || right.version
            || (self.orders && order && (left.ends(is_version) || right.ends(is_version)))
            || (left.ends(is_length) && is_fixed(&expr.right))
            || (right.ends(is_length) && is_fixed(&expr.left))
    }

    fn found(&mut self, what: impl std::fmt::Debug) {
        self.out.push(format!("{what:?}"));
    }
}

impl<'ast> Visit<'ast> for Finder {
    fn visit_item_mod(&mut self, item: &'ast syn::ItemMod) {
        if !source::for_tests(&item.attrs) {
            visit::visit_item_mod(self, item);
        }
    }

    fn visit_expr_binary(&mut self, expr: &'ast syn::ExprBinary) {
        if self.binary(expr) {
            let operands = [&expr.left, &expr.right].map(|side| Operand::of(side).idents);
            self.found(operands);
        }
        visit::visit_expr_binary(self, expr);
    }

    fn visit_pat(&mut self, pat: &'ast syn::Pat) {
        match pat {
            syn::Pat::Path(path) if names_version(&path.path) => self.found(pat_name(&path.path)),
            syn::Pat::Lit(literal) => match &literal.lit {
                Lit::Str(text) if NAMES.contains(&text.value().as_str()) => {
                    self.found(text.value());
                }
                _ => {}
            },
            _ => {}
        }
        visit::visit_pat(self, pat);
    }

    fn visit_ident(&mut self, ident: &'ast syn::Ident) {
        let name = ident.to_string();
        if name.starts_with("is_ssl") || name.starts_with("is_tls") {
            self.found(name);
        }
    }

    /// The arguments of a macro, as far as they are expressions; and the pattern of `matches!`.
    fn visit_macro(&mut self, call: &'ast syn::Macro) {
        let arguments = Punctuated::<Expr, Token![,]>::parse_terminated;
        let matching = |input: ParseStream| {
            let expr: Expr = input.parse()?;
            input.parse::<Token![,]>()?;
            let pat = syn::Pat::parse_multi_with_leading_vert(input)?;
            let guard = match input.parse::<Option<Token![if]>>()? {
                Some(_) => Some(input.parse::<Expr>()?),
                None => None,
            };
            input.parse::<Option<Token![,]>>()?;
            Ok((expr, pat, guard))
        };
        let mut inside = Finder {
            orders: self.orders,
            out: Vec::new(),
        };
        if call.path.is_ident("matches") {
            let parsed = matching.parse2(call.tokens.clone());
            let (expr, pat, guard) = parsed.unwrap();
            inside.visit_expr(&expr);
            inside.visit_pat(&pat);
            guard.iter().for_each(|guard| inside.visit_expr(guard));
        } else if let Ok(all) = arguments.parse2(call.tokens.clone()) {
            all.iter().for_each(|expr| inside.visit_expr(expr));
        }
        self.out.append(&mut inside.out);
    }
}

fn pat_name(path: &syn::Path) -> String {
    let names: Vec<String> = path
        .segments
        .iter()
        .map(|it| it.ident.to_string())
        .collect();
    names.join("::")
}

#[test]
fn no_version_or_block_length_is_compared_outside_the_tables() {
    let mut told = Vec::new();
    for source in source::all() {
        if TABLES.contains(&source.file.as_str()) {
            continue;
        }
        let found = comparisons(&source.file, &source.text);
        let file = &source.file;
        told.extend(found.iter().map(|what| format!("src/{file}: {what}")));
    }
    assert!(told.is_empty(), "\n{}", told.join("\n"));
}

/// The test of the test.
#[test]
fn comparisons_are_found_however_they_are_written() {
    for found in [
        "version == ProtocolVersion::Tls10",
        "wire::ProtocolVersion::Ssl30 != rules.version",
        "Some(ProtocolVersion::Tls12) == connection.version",
        "rules.version.code() < other.code()",
        "one() && client_version >= least",
        "std::ptr::eq(rules, &TLS12) || rules.version == TLS12.version",
        "cipher.block_len() == Some(16)",
        "8 == block_len",
        "mac_len != SHA1_LEN",
        "matches!(version, ProtocolVersion::Tls10 | ProtocolVersion::Tls11)",
        "match version { ProtocolVersion::Ssl30 => 1, _ => 2 }",
        "match rules.name { (\"ssl\", _) => 1, _ => 2 }",
        "assert!(f(version == ProtocolVersion::Tls10))",
        "{ let is_ssl3 = f(); is_ssl3 }",
    ] {
        let code = format!("fn f() {{ let it = {found}; }}");
        assert!(!comparisons("record/x.rs", &code).is_empty(), "{found}");
        let code = format!("#[cfg(test)] mod tests {{ {code} }}");
        assert!(comparisons("record/x.rs", &code).is_empty(), "{found}");
    }
    for fine in [
        "rules.iv == IvSource::Chained",
        "header.version == version",
        "ProtocolVersion::Tls12",
        "match (rules.prf)(suite) { Prf::Tls12(_) => 1, _ => 2 }",
        "len % block_len == 0",
        "mac_len == 0",
        "iv.len() == block_len",
        "block_len().is_none()",
    ] {
        let code = format!("fn f() {{ let it = {fine}; }}");
        let found = comparisons("record/x.rs", &code);
        assert!(found.is_empty(), "{fine}: {found:?}");
    }
    let of_a_certificate = "fn f() { let it = certificate.version < 3; }";
    assert!(comparisons("pki/x.rs", of_a_certificate).is_empty());
}
