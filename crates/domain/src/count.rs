//! A number with its noun in words (pluralisation): `1 vraag`, `2 vragen`.

use std::fmt::Display;

/// So many of something: `one` stands behind one only.
pub fn counted(count: impl Display, one: &str, many: &str) -> String {
    let count = count.to_string();
    let noun = if count == "1" { one } else { many };
    format!("{count} {noun}")
}

#[cfg(test)]
mod tests {
    use super::counted;

    #[test]
    fn only_one_is_singular() {
        let days = |count: u32| counted(count, "dag", "dagen");
        assert_eq!([days(0), days(1), days(2), days(11)], ["0 dagen", "1 dag", "2 dagen", "11 dagen"]);
    }
}
