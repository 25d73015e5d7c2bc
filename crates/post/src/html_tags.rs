//! What an HTML element means for a text: where lines end, what is hidden, what is quoted (and by which mail program).

use crate::line::{Mark, tidied};

/// Longest value of an attribute that is looked at: of a picture inside the HTML only its beginning.
const LONGEST: usize = 2000;

/// A start tag, with the attributes that matter.
#[derive(Debug, Default)]
pub(crate) struct Tag {
    name: Vec<u8>,
    attribute: Vec<u8>,
    id: String,
    class: String,
    style: String,
    kind: String,
    href: String,
    alt: String,
    hidden: bool,
}

impl Tag {
    pub(crate) fn named(name: &[u8]) -> Self {
        Self { name: name.to_ascii_lowercase(), ..Self::default() }
    }

    pub(crate) fn name(&self) -> &[u8] {
        &self.name
    }

    pub(crate) fn name_attribute(&mut self, name: &[u8]) {
        self.attribute = name[..name.len().min(20)].to_ascii_lowercase();
        self.hidden |= self.attribute == b"hidden";
    }

    pub(crate) fn give_value(&mut self, value: &[u8]) {
        let value = String::from_utf8_lossy(&value[..value.len().min(LONGEST)]);
        let compact = || value.to_lowercase().replace([' ', '\t', '\n', '\r'], "");
        let place = match self.attribute.as_slice() {
            b"href" => {
                self.href = tidied(&value).split_whitespace().collect();
                return;
            }
            b"alt" => {
                self.alt = tidied(&value).trim().to_owned();
                return;
            }
            b"class" => {
                self.class = value.to_lowercase();
                return;
            }
            b"id" => &mut self.id,
            b"style" => &mut self.style,
            b"type" => &mut self.kind,
            _ => return,
        };
        *place = compact();
    }

    /// Whether nobody sees what is in it.
    pub(crate) fn hides(&self) -> bool {
        let never = matches!(
            self.name.as_slice(),
            b"script"
                | b"style"
                | b"title"
                | b"template"
                | b"object"
                | b"svg"
                | b"math"
                | b"xml"
                | b"select"
                | b"video"
                | b"audio"
        );
        let by_style = ["display:none", "visibility:hidden", "mso-hide:all"].iter().any(|way| self.style.contains(way));
        never || self.hidden || by_style
    }

    /// Whether what is in it is quoted. Gmail also moves a text to the right with this element.
    pub(crate) fn quotes(&self) -> bool {
        let indents = self.style.contains("border:none") || self.style.contains("border:0");
        self.name == b"blockquote" && (!indents || self.kind == "cite" || self.class.contains("quote"))
    }

    /// Whether its lines follow the last one without a blank one, as Outlook writes.
    pub(crate) fn has_no_margin(&self) -> bool {
        let tight = ["margin:0", "margin-top:0", "margin-bottom:0"].iter().any(|way| self.style.contains(way));
        self.name == b"p" && (self.class.contains("mso") || tight)
    }

    /// Whether a mail program marks here what it quotes.
    pub(crate) fn mark(&self) -> Mark {
        // Outlook rewrites names when it passes on what others wrote: `x_divRplyFwdMsg`.
        const RESTS: &[&str] = &[
            "divrplyfwdmsg",
            "appendonsend",
            "olk_src_body_section",
            "mail-editor-reference-message-container",
            "yahoo_quoted",
        ];
        const QUOTES: &[&str] = &[
            "gmail_quote",
            "moz-cite-prefix",
            "protonmail_quote",
            "zmail_extra",
            "tutanota_quote",
            "moz-forward-container",
        ];
        if self.name == b"blockquote" {
            return Mark::None;
        }
        let named = |names: &[&str]| {
            names.iter().any(|name| self.id.contains(name) || self.class.split(' ').any(|class| class.ends_with(name)))
        };
        if named(RESTS) {
            Mark::Rest
        } else if named(QUOTES) {
            Mark::Quote
        } else {
            Mark::None
        }
    }

    /// Where it leads, if that can be said in a text.
    pub(crate) fn link(&self) -> Option<&str> {
        let lower = self.href.to_lowercase();
        let said = ["http://", "https://", "mailto:"].iter().any(|scheme| lower.starts_with(scheme));
        (self.name == b"a" && said && self.href.len() < LONGEST).then_some(self.href.as_str())
    }

    /// What a picture stands for, where that is a sign (a smiley) and no description.
    pub(crate) fn spoken(&self) -> &str {
        let is_sign = self.alt.chars().count() <= 4 && !self.alt.chars().any(|sign| sign.is_alphanumeric());
        if is_sign { &self.alt } else { "" }
    }
}

/// Whether an element never holds anything.
pub(crate) fn is_empty(name: &[u8]) -> bool {
    matches!(
        name,
        b"area"
            | b"base"
            | b"br"
            | b"col"
            | b"embed"
            | b"hr"
            | b"img"
            | b"input"
            | b"link"
            | b"meta"
            | b"source"
            | b"wbr"
    )
}

/// Whether lines end where it begins and ends.
pub(crate) fn is_block(name: &[u8]) -> bool {
    stands_free(name)
        || matches!(
            name,
            b"div"
                | b"tr"
                | b"li"
                | b"dt"
                | b"dd"
                | b"section"
                | b"article"
                | b"header"
                | b"footer"
                | b"address"
                | b"center"
                | b"form"
                | b"body"
                | b"html"
                | b"caption"
                | b"main"
                | b"aside"
                | b"nav"
                | b"fieldset"
                | b"figure"
        )
}

/// Whether a blank line stands around it.
pub(crate) fn stands_free(name: &[u8]) -> bool {
    matches!(
        name,
        b"p" | b"h1"
            | b"h2"
            | b"h3"
            | b"h4"
            | b"h5"
            | b"h6"
            | b"ul"
            | b"ol"
            | b"dl"
            | b"table"
            | b"blockquote"
            | b"pre"
            | b"hr"
    )
}
