//! Puts what was typed back into its form, on whatever page that form stands (prefill): found by where the form is sent
//! to and by the names of its fields, so that no page needs to know of it.

use lol_html::errors::RewritingError;
use lol_html::html_content::{ContentType, Element};
use lol_html::{RewriteStrSettings, element, end_tag, rewrite_str};
use std::cell::RefCell;
use std::collections::{BTreeMap, VecDeque};
use std::rc::Rc;

/// Fields that are no place to type.
const BUTTONS: [&str; 5] = ["submit", "button", "reset", "image", "file"];

/// A form as it stands on a page.
#[derive(Debug, Default)]
pub(crate) struct Form {
    action: String,
    controls: Vec<Control>,
    /// What must be opened for it to be seen.
    details: Vec<usize>,
}

#[derive(Debug)]
struct Control {
    kind: Kind,
    id: String,
    name: String,
    value: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Text,
    Choice,
    Hidden,
    Button,
}

/// Where one stands while walking over a page.
#[derive(Default)]
struct Place {
    forms: usize,
    form: Option<usize>,
    seen_details: usize,
    details: Vec<usize>,
}

/// The page with its form filled, and what had no place in it.
pub(crate) struct Filled {
    /// The form that was filled; none when the page no longer has one for this.
    form: Option<usize>,
    forms: Vec<Form>,
    /// Id of the first field that was filled.
    pub field: Option<String>,
    /// Fields without a place.
    pub left: Vec<(String, String)>,
}

/// Looks for the form and its fields.
pub(crate) fn find(html: &str, action: &str, fields: &[(String, String)]) -> Result<Filled, RewritingError> {
    let mut forms: Vec<Form> = Vec::new();
    walk(html, |place, element| {
        let Some(at) = place.form else { return };
        if element.tag_name() == "form" {
            let action = element.get_attribute("action").unwrap_or_default();
            forms.push(Form { action, details: place.details.clone(), controls: Vec::new() });
        } else if let (Some(control), Some(form)) = (control(element), forms.get_mut(at)) {
            form.controls.push(control);
        }
    })?;
    let fitting = forms.iter().enumerate().filter(|(_, form)| form.action == action && form.takes_any(fields));
    let form = fitting.max_by_key(|(at, form)| (form.likeness(fields), usize::MAX - at)).map(|(at, _)| at);
    let chosen = form.map(|at| &forms[at]);
    let has = |name: &str| chosen.is_some_and(|form| form.controls.iter().any(|control| control.name == name));
    let first = chosen.and_then(|form| {
        let typed = form.controls.iter().filter(|control| control.kind == Kind::Text);
        let mut filled = typed.filter(|control| fields.iter().any(|(name, _)| *name == control.name));
        filled.find(|control| !control.id.is_empty()).map(|control| control.id.clone())
    });
    let left = fields.iter().filter(|(name, _)| !has(name)).cloned().collect();
    Ok(Filled { form, field: first, left, forms })
}

/// Fills it, and puts `notice` above the page and `hidden` (name and value) into the form.
pub(crate) fn fill(
    html: &str,
    filled: &Filled,
    fields: &[(String, String)],
    notice: &str,
    hidden: (&str, &str),
) -> Result<String, RewritingError> {
    let mut values: BTreeMap<&str, VecDeque<&str>> = BTreeMap::new();
    for (name, value) in fields {
        values.entry(name).or_default().push_back(value);
    }
    let is_chosen = |name: &str, value: &str| fields.iter().any(|(field, typed)| field == name && same(value, typed));
    let opened = filled.form.map(|at| filled.forms[at].details.clone()).unwrap_or_default();
    let mut select = String::new();
    walk(html, |place, element| {
        let tag = element.tag_name();
        match tag.as_str() {
            "main" => element.prepend(notice, ContentType::Html),
            "details" if place.details.last().is_some_and(|at| opened.contains(at)) => set(element, "open", ""),
            _ => {}
        }
        if place.form.is_none() || place.form != filled.form {
            return;
        }
        let Some(control) = control(element) else {
            match tag.as_str() {
                "form" => {
                    let (name, value) = (escaped(hidden.0), escaped(hidden.1));
                    let field = format!("<input type=\"hidden\" name=\"{name}\" value=\"{value}\">");
                    element.prepend(&field, ContentType::Html);
                }
                "option" => {
                    let value = element.get_attribute("value").unwrap_or_default();
                    let is_marked = is_chosen(&select, &value);
                    if is_marked || values.contains_key(select.as_str()) {
                        mark(element, "selected", is_marked);
                    }
                }
                _ => {}
            }
            return;
        };
        match (control.kind, tag.as_str()) {
            (Kind::Text, "select") => select.clone_from(&control.name),
            (Kind::Text, kind) => {
                let Some(value) = values.get_mut(control.name.as_str()).and_then(VecDeque::pop_front) else { return };
                if kind == "textarea" {
                    // Browsers drop the first line end.
                    element.set_inner_content(&format!("\n{value}"), ContentType::Text);
                } else {
                    set(element, "value", &escaped(value));
                }
            }
            // A box that is not ticked is not sent.
            (Kind::Choice, _) => mark(element, "checked", is_chosen(&control.name, &control.value)),
            (Kind::Hidden | Kind::Button, _) => {}
        }
    })
}

impl Form {
    fn takes_any(&self, fields: &[(String, String)]) -> bool {
        let takes = |control: &Control| matches!(control.kind, Kind::Text | Kind::Choice | Kind::Button);
        self.controls.iter().any(|control| takes(control) && fields.iter().any(|(name, _)| *name == control.name))
    }

    /// Several forms of a page may be sent to one address: what they say of themselves tells them apart.
    fn likeness(&self, fields: &[(String, String)]) -> i64 {
        let fits = |control: &Control| {
            let sent: Vec<&str> =
                fields.iter().filter(|(name, _)| *name == control.name).map(|(_, value)| value.as_str()).collect();
            let is_same = sent.iter().any(|value| same(&control.value, value));
            match control.kind {
                _ if sent.is_empty() => 0,
                Kind::Text => 1,
                Kind::Choice | Kind::Button => i64::from(is_same),
                Kind::Hidden if is_same => 2,
                Kind::Hidden => -3,
            }
        };
        self.controls.iter().map(fits).sum()
    }
}

/// Goes over all that forms are made of, from top to bottom.
fn walk(html: &str, mut each: impl FnMut(&Place, &mut Element<'_, '_>)) -> Result<String, RewritingError> {
    let place = Rc::new(RefCell::new(Place::default()));
    let handler =
        element!("main, details, form, input, textarea, select, option, button", |element: &mut Element<'_, '_>| {
            match element.tag_name().as_str() {
                "form" => {
                    let mut at = place.borrow_mut();
                    at.form = Some(at.forms);
                    at.forms += 1;
                    drop(at);
                    let place = Rc::clone(&place);
                    element.on_end_tag(end_tag!(move |_| {
                        place.borrow_mut().form = None;
                        Ok(())
                    }))?;
                }
                "details" => {
                    let mut at = place.borrow_mut();
                    let number = at.seen_details;
                    at.details.push(number);
                    at.seen_details += 1;
                    drop(at);
                    let place = Rc::clone(&place);
                    element.on_end_tag(end_tag!(move |_| {
                        place.borrow_mut().details.pop();
                        Ok(())
                    }))?;
                }
                _ => {}
            }
            each(&place.borrow(), element);
            Ok(())
        });
    rewrite_str(html, RewriteStrSettings::new().append_element_content_handler(handler))
}

fn control(element: &Element<'_, '_>) -> Option<Control> {
    let attribute = |name: &str| element.get_attribute(name).unwrap_or_default();
    let kind = match (element.tag_name().as_str(), attribute("type").as_str()) {
        ("textarea" | "select", _) => Kind::Text,
        ("button", _) => Kind::Button,
        ("input", "hidden") => Kind::Hidden,
        ("input", "checkbox" | "radio") => Kind::Choice,
        ("input", kind) if BUTTONS.contains(&kind) => Kind::Button,
        // Nothing is put where a secret belongs.
        ("input", "password") => return None,
        ("input", _) => Kind::Text,
        _ => return None,
    };
    let (id, name, value) = (attribute("id"), attribute("name"), attribute("value"));
    (!name.is_empty()).then_some(Control { kind, id, name, value })
}

fn mark(element: &mut Element<'_, '_>, attribute: &str, is_marked: bool) {
    if is_marked {
        set(element, attribute, "");
    } else {
        element.remove_attribute(attribute);
    }
}

fn set(element: &mut Element<'_, '_>, attribute: &str, value: &str) {
    element.set_attribute(attribute, value).expect("the names of attributes stand in this file");
}

/// A value as it stands on a page is the value that was sent.
fn same(on_page: &str, sent: &str) -> bool {
    on_page == sent || on_page == escaped(sent)
}

/// As our templates write it.
fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for sign in text.chars() {
        match sign {
            '"' | '&' | '\'' | '<' | '>' => safe.push_str(&format!("&#{};", u32::from(sign))),
            _ => safe.push(sign),
        }
    }
    safe
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = r#"<main id="inhoud"><details><summary>x</summary>
<form method="post" action="/a"><input type="hidden" name="what" value="een"><input id="n" name="number" value="1"></form></details>
<form method="post" action="/a"><input type="hidden" name="what" value="twee"><input type="hidden" name="token" value="t">
<input id="m" name="number" value="1"><textarea id="b" name="body">oud</textarea>
<select name="who"><option value="">-</option><option value="x" selected>X</option><option value="y">Y</option></select>
<input type="checkbox" name="groups" value="p" checked><input type="checkbox" name="groups" value="q">
<input type="password" name="password"><button name="how" value="a">A</button></form>
<form method="post" action="/b"><textarea name="body">ander</textarea></form></main>"#;

    fn filled(action: &str, fields: &[(&str, &str)]) -> (String, Vec<(String, String)>) {
        let fields: Vec<_> = fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        let found = find(PAGE, action, &fields).expect("it is read");
        let page = fill(PAGE, &found, &fields, "<p>bericht</p>", ("bewaard", "7")).expect("it is written");
        (page, found.left)
    }

    #[test]
    fn every_kind_of_field_gets_back_what_it_held() {
        let fields = [
            ("what", "twee"),
            ("number", "7\"><script>"),
            ("body", "</textarea><script>"),
            ("who", "y"),
            ("groups", "q"),
        ];
        let (page, left) = filled("/a", &fields);
        assert!(page.contains("<main id=\"inhoud\"><p>bericht</p>"), "{page}");
        assert!(page.contains("value=\"7&#34;&#62;&#60;script&#62;\""), "{page}");
        assert!(page.contains("\n&lt;/textarea&gt;&lt;script&gt;</textarea>"), "{page}");
        assert!(!page.contains("<script>"), "{page}");
        assert!(page.contains("<option value=\"x\">X"), "{page}");
        assert!(page.contains("<option value=\"y\" selected=\"\">Y"), "{page}");
        assert!(page.contains("value=\"p\">") && page.contains("value=\"q\" checked=\"\">"), "{page}");
        assert!(page.contains(
            "<input type=\"hidden\" name=\"bewaard\" value=\"7\"><input type=\"hidden\" name=\"what\" value=\"twee\">"
        ));
        assert!(page.contains("name=\"number\" value=\"1\"></form></details>"), "the other form is as it was: {page}");
        assert!(page.contains(">ander</textarea>"), "{page}");
        assert_eq!(left, []);
    }

    #[test]
    fn what_is_folded_away_is_opened() {
        let (page, _) = filled("/a", &[("what", "een"), ("number", "9")]);
        assert!(page.contains("<details open=\"\">"), "{page}");
        assert!(page.contains("name=\"number\" value=\"9\""), "{page}");
    }

    #[test]
    fn what_has_no_place_is_told() {
        let (page, left) = filled("/weg", &[("body", "tekst")]);
        assert!(page.contains(">ander</textarea>"));
        assert_eq!(left, [("body".to_owned(), "tekst".to_owned())]);
        let (_, left) = filled("/b", &[("body", "tekst"), ("meer", "x")]);
        assert_eq!(left, [("meer".to_owned(), "x".to_owned())]);
    }
}
