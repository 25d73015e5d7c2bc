//! The figures of the picture as a table: all of them, also those the picture leaves out.

use crate::trends_query::Wanted;
use app::NamedSeries;

/// A table with a heading for each row and column.
pub(crate) struct Table {
    pub corner: String,
    pub columns: Vec<String>,
    pub rows: Vec<(String, Vec<String>)>,
}

/// One series runs down the page, several run across it.
pub(crate) fn table(wanted: &Wanted, series: &[NamedSeries]) -> Table {
    let written = wanted.written();
    let value = |value: Option<f64>| value.map_or_else(|| "–".to_owned(), written);
    if let [only] = series {
        let mut rows: Vec<_> = only
            .series
            .points
            .iter()
            .map(|point| (wanted.bucket_name(point.start), vec![value(point.value)]))
            .collect();
        rows.push((wanted.total_heading().to_owned(), vec![written(only.series.total)]));
        return Table { corner: "Periode".to_owned(), columns: vec![only.label.clone()], rows };
    }
    let starts = series.first().map(|first| first.series.points.as_slice()).unwrap_or_default();
    let columns = starts.iter().map(|point| wanted.bucket_short(point.start));
    let rows = series.iter().map(|one| {
        let values = one.series.points.iter().map(|point| value(point.value));
        (one.label.clone(), values.chain([written(one.series.total)]).collect())
    });
    let mut corner = wanted.split.1.to_owned();
    if let Some(first) = corner.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    Table { corner, columns: columns.chain([wanted.total_heading().to_owned()]).collect(), rows: rows.collect() }
}
