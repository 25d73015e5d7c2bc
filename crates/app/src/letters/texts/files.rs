//! What came along with a message, behind links of its own: letters carry no files.

use super::language::either;
use domain::SentFile;
use routing::Language;

/// A text as a letter to an asker says it; `link` is theirs.
pub(crate) fn with_links(language: Language, text: &str, files: &[SentFile], link: &str) -> String {
    let belongs = match files.len() {
        0 => return text.to_owned(),
        1 => either(language, "Bij dit bericht hoort 1 bijlage:", "With this message comes 1 file:").to_owned(),
        many => either(
            language,
            format!("Bij dit bericht horen {many} bijlagen:"),
            format!("With this message come {many} files:"),
        ),
    };
    let file = |file: &SentFile| format!("- {}: {link}/bestand/{}", file.name, file.id);
    let files: Vec<String> = files.iter().map(file).collect();
    format!("{text}\n\n{belongs}\n\n{}", files.join("\n"))
}
