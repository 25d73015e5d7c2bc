//! A letter as whoever reads HTML sees it (multipart alternative). It is made of its text, so that both say the same.

use domain::{Colour, Letter};

/// Links by day, from the style sheet of the pages.
const BY_DAY: Colour = Colour::of(0x15, 0x42, 0x73);
/// Links on dark screens.
const BY_NIGHT: Colour = Colour::of(0x8e, 0xc1, 0xf7);

/// The letter as a page of one column: no pictures, nothing to fetch, and nothing that tells the desk who opened it.
pub fn letter_in_html(letter: &Letter) -> String {
    let language = if letter.language == "en" { "en" } else { "nl" };
    let (by_day, by_night) = (letter.look.by_day.unwrap_or(BY_DAY), letter.look.by_night.unwrap_or(BY_NIGHT));
    let (subject, text) = (rich::words(&letter.subject), rich::letter(&letter.body));
    format!(
        "<!doctype html>\n\
         <html lang=\"{language}\">\n\
         <head>\n\
         <meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"color-scheme\" content=\"light dark\">\n\
         <title>{subject}</title>\n\
         <style>\n\
         body {{ margin: 0; background: #ffffff; color: #1b2430; font: 16px/1.5 Arial, Helvetica, sans-serif; }}\n\
         main {{ max-width: 38em; margin: 0 auto; padding: 1em; overflow-wrap: anywhere; }}\n\
         h1 {{ font-size: 1.25em; line-height: 1.3; }}\n\
         a {{ color: {by_day}; }}\n\
         blockquote {{ margin: 1em 0; padding-left: 1em; border-left: 4px solid #5c6b7e; }}\n\
         @media (prefers-color-scheme: dark) {{\n\
         body {{ background: #11171e; color: #e6ebf1; }}\n\
         a {{ color: {by_night}; }}\n\
         blockquote {{ border-left-color: #b3bfcc; }}\n\
         }}\n\
         </style>\n\
         </head>\n\
         <body>\n\
         <main lang=\"{language}\">\n\
         <h1>{subject}</h1>\n\
         {text}\
         </main>\n\
         </body>\n\
         </html>\n"
    )
}
