//! Dates, times and decimals the Indonesian way: `17 Agustus 2025`, `13.30 WIB`, `88,31`.

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::{self, TimeZone};

const MONTHS: [&str; 12] = [
    "Januari",
    "Februari",
    "Maret",
    "April",
    "Mei",
    "Juni",
    "Juli",
    "Agustus",
    "September",
    "Oktober",
    "November",
    "Desember",
];

/// Western Indonesian Time (*WIB*), UTC+7 all year.
#[must_use]
pub fn wib() -> TimeZone {
    tz::offset(7).to_time_zone()
}

/// A date with the month's name: `17 Agustus 2025`.
#[must_use]
pub fn date(date: Date) -> String {
    let month = usize::from(date.month().unsigned_abs()) - 1;
    format!("{} {} {}", date.day(), MONTHS[month], date.year())
}

/// A time of day in Western Indonesia: `13.30 WIB`.
#[must_use]
pub fn time(at: Timestamp) -> String {
    let local = at.to_zoned(wib());
    format!("{:02}.{:02} WIB", local.hour(), local.minute())
}

/// Hundredths with a decimal comma: 8831 is `88,31`.
#[must_use]
pub fn hundredths(value: u64) -> String {
    format!("{},{:02}", value / 100, value % 100)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil;

    #[test]
    fn dates_times_and_decimals_are_indonesian() {
        assert_eq!(date(civil::date(2025, 8, 17)), "17 Agustus 2025");
        assert_eq!(date(civil::date(2026, 12, 1)), "1 Desember 2026");
        let at: Timestamp = "2025-08-17T06:30:59Z".parse().unwrap();
        assert_eq!(time(at), "13.30 WIB");
        assert_eq!(hundredths(8831), "88,31");
        assert_eq!(hundredths(10_005), "100,05");
        assert_eq!(hundredths(0), "0,00");
    }
}
