//! A line of a mail's text, and how deep it is quoted.

/// Where a mail program says that what it quotes begins, in its HTML.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Mark {
    /// It says nothing.
    #[default]
    None,
    /// What follows introduces a quote that is marked as such, line by line.
    Quote,
    /// Everything that follows was there before.
    Rest,
}

/// One line.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Line {
    /// The whole line.
    raw: String,
    /// How often it is quoted.
    pub(crate) depth: usize,
    /// Where in `raw` the signs of quoting end.
    starts: usize,
    pub(crate) mark: Mark,
}

/// Deepest quoting that is counted.
const DEEPEST: usize = 50;

impl Line {
    /// A line of plain text, quoted as often as it begins with `>`.
    pub(crate) fn plain(raw: &str) -> Self {
        // A mailbox in one file writes `>From` for a line that begins with `From`.
        if raw.starts_with(">From ") {
            return Self { raw: raw[1..].to_owned(), ..Self::default() };
        }
        let (mut depth, mut starts) = (0, 0);
        for (at, sign) in raw.char_indices() {
            match sign {
                '>' if depth < DEEPEST => {
                    depth += 1;
                    starts = at + 1;
                }
                ' ' if at - starts < 2 => {}
                _ => break,
            }
        }
        if raw[starts..].starts_with(' ') && depth > 0 {
            starts += 1;
        }
        Self { raw: raw.to_owned(), depth, starts, mark: Mark::None }
    }

    /// A line of a text that is quoted this often.
    pub(crate) fn quoted(text: &str, depth: usize, mark: Mark) -> Self {
        let depth = depth.min(DEEPEST);
        let mut raw = ">".repeat(depth);
        if depth > 0 && !text.is_empty() {
            raw.push(' ');
        }
        let starts = raw.len();
        raw.push_str(text);
        Self { raw, depth, starts, mark }
    }

    /// The line as it is shown.
    pub(crate) fn shown(&self) -> &str {
        &self.raw
    }

    /// What it says, without the signs of quoting.
    pub(crate) fn said(&self) -> &str {
        self.raw[self.starts..].trim()
    }

    pub(crate) fn is_blank(&self) -> bool {
        self.said().is_empty()
    }

    /// Whether something in it is quoted.
    pub(crate) fn quotes(&self) -> bool {
        self.is_quoted() && !self.is_blank()
    }

    pub(crate) fn is_quoted(&self) -> bool {
        self.depth > 0
    }
}

/// Lines of which none is blank at either end, and never two blank ones stand together.
pub(crate) fn tidy(lines: &[Line]) -> Vec<Line> {
    let mut tidy: Vec<Line> = Vec::with_capacity(lines.len());
    for line in lines {
        let is_spare = line.is_blank() && tidy.last().is_none_or(Line::is_blank);
        if !is_spare {
            tidy.push(line.clone());
        }
    }
    if tidy.last().is_some_and(Line::is_blank) {
        tidy.pop();
    }
    tidy
}

/// Lines as one text.
pub(crate) fn text_of(lines: &[Line]) -> String {
    lines.iter().map(Line::shown).collect::<Vec<_>>().join("\n")
}

/// A text without signs that are not seen or do not belong: line ends are `\n`, every space is a space.
pub(crate) fn tidied(text: &str) -> String {
    let mut tidied = String::with_capacity(text.len());
    let mut signs = text.chars().peekable();
    while let Some(sign) = signs.next() {
        match sign {
            '\r' if signs.peek() == Some(&'\n') => {}
            '\r' | '\n' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}' => tidied.push('\n'),
            '\t' | '\u{a0}' | '\u{2002}'..='\u{200a}' | '\u{202f}' => tidied.push(' '),
            // Of no width, or turning the direction of what follows, which can make it read as something else.
            '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{2060}' | '\u{feff}' | '\u{ad}' | '\u{fffc}' => {}
            '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => {}
            sign if sign.is_control() => {}
            sign => tidied.push(sign),
        }
    }
    tidied
}

/// The lines of a plain text.
pub(crate) fn lines_of(text: &str) -> Vec<Line> {
    tidied(text).split('\n').map(|line| Line::plain(line.trim_end())).collect()
}

/// The lines of a text whose long lines were broken at a space (format=flowed, RFC 3676).
pub(crate) fn flowed_lines_of(text: &str, deletes_space: bool) -> Vec<Line> {
    let mut lines: Vec<Line> = Vec::new();
    let mut goes_on = None;
    for raw in tidied(text).split('\n') {
        let depth = raw.bytes().take_while(|byte| *byte == b'>').count();
        let said = raw[depth..].strip_prefix(' ').unwrap_or(&raw[depth..]);
        let is_signature = said == "-- ";
        let soft = said.ends_with(' ') && !is_signature;
        let said = if soft && deletes_space { &said[..said.len() - 1] } else { said };
        match lines.last_mut() {
            Some(last) if goes_on == Some(depth) && !is_signature => last.raw.push_str(said),
            _ => lines.push(Line::quoted(said, depth, Mark::None)),
        }
        goes_on = soft.then_some(depth);
    }
    for line in &mut lines {
        line.raw.truncate(line.raw.trim_end().len().max(line.starts));
    }
    lines
}
