//! Complaints, each at its field and all together above the form.

use domain::Complaints;

/// A complaint with the field it belongs to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Fault {
    /// The `id` of the field on the page.
    pub id: String,
    pub message: String,
}

/// Every complaint on a page.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Faults(pub Vec<Fault>);

impl Faults {
    /// Complaints of a verb; `field` gives the id of the field for a path such as `contact.email`.
    pub(crate) fn of(complaints: &Complaints, field: impl Fn(&str) -> String) -> Self {
        let faults = complaints
            .0
            .iter()
            .map(|complaint| Fault { id: field(&complaint.path.join(".")), message: complaint.message.clone() })
            .collect();
        Self(faults)
    }

    /// One complaint.
    pub(crate) fn one(id: &str, message: &str) -> Self {
        Self(vec![Fault { id: id.to_owned(), message: message.to_owned() }])
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The first complaint about this field.
    pub(crate) fn at(&self, id: &str) -> Option<&str> {
        self.0.iter().find(|fault| fault.id == id).map(|fault| fault.message.as_str())
    }

    /// What assistive technology is told about a field: its hint, if it has one, and its complaint.
    pub(crate) fn described_by(&self, id: &str, hint: &str) -> String {
        let fault = self.at(id).map(|_| format!("{id}-fout"));
        let parts: Vec<String> = fault.into_iter().chain((!hint.is_empty()).then(|| hint.to_owned())).collect();
        parts.join(" ")
    }
}

/// The id of a field is its path with dashes.
pub(crate) fn dashed(path: &str) -> String {
    path.replace('.', "-")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_complaint_is_found_at_its_field_and_nowhere_else() {
        let faults = Faults::of(&Complaints::one("contact.email", "REQUIRED", "Vul uw e-mailadres in."), dashed);
        assert_eq!(faults.at("contact-email"), Some("Vul uw e-mailadres in."));
        assert_eq!(faults.at("contact-name"), None);
        assert_eq!(faults.described_by("contact-email", "hint"), "contact-email-fout hint");
        assert_eq!(faults.described_by("contact-name", ""), "");
    }
}
