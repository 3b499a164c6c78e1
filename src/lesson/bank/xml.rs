//! XML, as far as question banks need it: elements with attributes and text (W3C XML 1.0 §2.4, §3.1).

use crate::export::escaped;
use std::io::{self, Write};

/// Writes elements, indented.
pub(super) struct Xml<'o, W> {
    out: &'o mut W,
    open: Vec<&'static str>,
}

impl<'o, W: Write> Xml<'o, W> {
    /// Begins a document.
    pub fn begin(out: &'o mut W) -> io::Result<Self> {
        writeln!(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>")?;
        let open = Vec::new();
        Ok(Xml { out, open })
    }

    /// Opens an element.
    pub fn open(&mut self, name: &'static str, attributes: &[(&str, &str)]) -> io::Result<()> {
        self.indent()?;
        self.tag(name, attributes)?;
        writeln!(self.out, ">")?;
        self.open.push(name);
        Ok(())
    }

    /// Closes the element that was opened last.
    pub fn close(&mut self) -> io::Result<()> {
        let Some(name) = self.open.pop() else {
            return Ok(());
        };
        self.indent()?;
        writeln!(self.out, "</{name}>")
    }

    /// An element with text in it.
    pub fn text(&mut self, name: &str, attributes: &[(&str, &str)], text: &str) -> io::Result<()> {
        self.indent()?;
        self.tag(name, attributes)?;
        writeln!(self.out, ">{}</{name}>", escaped(text))
    }

    /// An element with nothing in it.
    pub fn empty(&mut self, name: &str, attributes: &[(&str, &str)]) -> io::Result<()> {
        self.indent()?;
        self.tag(name, attributes)?;
        writeln!(self.out, "/>")
    }

    fn indent(&mut self) -> io::Result<()> {
        write!(self.out, "{}", "  ".repeat(self.open.len()))
    }

    fn tag(&mut self, name: &str, attributes: &[(&str, &str)]) -> io::Result<()> {
        write!(self.out, "<{name}")?;
        for (key, value) in attributes {
            write!(self.out, " {key}=\"{}\"", escaped(value))?;
        }
        Ok(())
    }
}
