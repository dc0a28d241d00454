//! A table of cells, each as text and, where it reads as one, as a number. It does not know which column is what.

/// One column.
#[derive(Debug, Clone, PartialEq)]
pub struct Column {
    /// Name in the file.
    pub name: String,
    /// The cells as written, trimmed; empty where nothing was told.
    pub texts: Vec<String>,
    /// The cells as numbers; NaN where they are none.
    pub numbers: Vec<f64>,
}

/// Columns of one length.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Table {
    columns: Vec<Column>,
    rows: usize,
}

impl Table {
    /// From columns; shorter ones are filled up with nothing.
    pub fn new(mut columns: Vec<Column>) -> Self {
        let rows = columns.iter().map(|column| column.texts.len().max(column.numbers.len())).max().unwrap_or(0);
        for column in &mut columns {
            column.texts.resize(rows, String::new());
            column.numbers.resize(rows, f64::NAN);
        }
        Self { columns, rows }
    }

    /// Number of rows.
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// All columns.
    pub fn columns(&self) -> &[Column] {
        &self.columns
    }

    /// A column by its name.
    pub fn column(&self, name: &str) -> Option<&Column> {
        self.columns.iter().find(|column| column.name == name)
    }

    /// The numbers of a column; NaN throughout where there is no such column.
    pub fn numbers(&self, name: &str) -> Vec<f64> {
        self.column(name).map_or_else(|| vec![f64::NAN; self.rows], |column| column.numbers.clone())
    }

    /// Some of the rows, in the order given.
    pub fn pick(&self, rows: &[usize]) -> Self {
        let columns = self.columns.iter().map(|column| Column {
            name: column.name.clone(),
            texts: rows.iter().map(|row| column.texts[*row].clone()).collect(),
            numbers: rows.iter().map(|row| column.numbers[*row]).collect(),
        });
        Self { columns: columns.collect(), rows: rows.len() }
    }
}
