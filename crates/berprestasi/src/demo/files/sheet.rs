//! A sheet as a program saves it.

/// How the sheet is written.
#[derive(Debug, Clone, Copy)]
pub(super) struct Style {
    /// Between cells.
    pub(super) separator: char,
    /// Whether it begins with a byte order mark, as Excel saves UTF-8.
    pub(super) marked: bool,
}

/// As an Indonesian Excel saves it.
pub(super) const EXCEL: Style = Style {
    separator: ';',
    marked: true,
};
/// As a form saves it.
pub(super) const FORM: Style = Style {
    separator: ',',
    marked: false,
};

/// A sheet.
#[derive(Debug)]
pub(crate) struct Sheet {
    text: String,
    separator: char,
    rows: u64,
}

impl Sheet {
    /// A sheet with rows of titles above its header.
    pub(super) fn new(style: Style, titles: &[&str], header: &[&str]) -> Self {
        let mut sheet = Self {
            text: if style.marked { "\u{feff}" } else { "" }.to_owned(),
            separator: style.separator,
            rows: 0,
        };
        for title in titles {
            sheet.text.push_str(title);
            sheet.text.push_str("\r\n");
        }
        sheet.line(header);
        sheet
    }

    /// Adds a row.
    pub(super) fn row(&mut self, cells: &[&str]) {
        self.rows += 1;
        self.line(cells);
    }

    fn line(&mut self, cells: &[&str]) {
        for (n, cell) in cells.iter().enumerate() {
            if n > 0 {
                self.text.push(self.separator);
            }
            if cell.contains([self.separator, '"']) {
                self.text.push('"');
                self.text.push_str(&cell.replace('"', "\"\""));
                self.text.push('"');
            } else {
                self.text.push_str(cell);
            }
        }
        self.text.push_str("\r\n");
    }

    /// How many rows there are below the header.
    pub(crate) const fn rows(&self) -> u64 {
        self.rows
    }

    /// Its bytes.
    pub(crate) const fn bytes(&self) -> &[u8] {
        self.text.as_bytes()
    }
}
