//! A point in time, as certificates and the clock of a scenario need it: whole seconds, UTC.
//!
//! Written and read as RFC 3339. Left out: fractions of a second and leap seconds, which
//! X.509 does not have either (RFC 5280 section 4.1.2.5).

use super::name::{MAX_SHOWN, cut};
use crate::said;
use std::fmt;
use std::str::FromStr;

use ::time::OffsetDateTime;
use ::time::format_description::well_known::Rfc3339;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Seconds since 1970-01-01T00:00:00Z, leap seconds not counted; negative before that.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct UnixTime(pub i64);

/// A text that is not a time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TimeError {
    /// The text as it was given.
    pub got: String,
}

impl fmt::Display for TimeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let got = format!("{:?}", cut(self.got.clone(), MAX_SHOWN));
        said!("pki.time.none", got).fmt(f)
    }
}

impl std::error::Error for TimeError {}

impl UnixTime {
    /// What the system clock says. The only place in the program that reads it: everything
    /// else is handed its time, so that a run can be repeated.
    pub fn now() -> UnixTime {
        UnixTime(OffsetDateTime::now_utc().unix_timestamp())
    }

    /// The day alone, in UTC, as `2026-11-21`.
    pub fn date(self) -> String {
        match self.calendar() {
            Some(at) => at.date().to_string(),
            None => self.to_string(),
        }
    }

    /// As RFC 3339 writes it, `2026-11-21T00:21:43Z`; a time outside its years 0 to 9999 as
    /// `@SECONDS`. [`UnixTime::from_str`] reads both back.
    pub fn rfc3339(self) -> String {
        self.calendar()
            .and_then(|at| at.format(&Rfc3339).ok())
            .unwrap_or_else(|| format!("@{}", self.0))
    }

    /// The time in the calendar, where RFC 3339 can write it.
    fn calendar(self) -> Option<OffsetDateTime> {
        OffsetDateTime::from_unix_timestamp(self.0)
            .ok()
            .filter(|at| at.year() >= 0)
    }
}

/// `2026-11-21 00:21:43 UTC`.
impl fmt::Display for UnixTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = self.rfc3339();
        match text.strip_suffix('Z').and_then(|text| text.split_once('T')) {
            Some((day, hour)) => write!(f, "{day} {hour} UTC"),
            None => f.write_str(&text),
        }
    }
}

/// Reads RFC 3339 (any offset; a fraction of a second is cut off), a date alone (midnight UTC),
/// `@SECONDS`, and what `Display` writes.
impl FromStr for UnixTime {
    type Err = TimeError;

    fn from_str(text: &str) -> Result<UnixTime, TimeError> {
        let got = || TimeError {
            got: text.to_owned(),
        };
        if let Some(seconds) = text.strip_prefix('@') {
            return seconds.parse().map(UnixTime).map_err(|_| got());
        }
        let full = match text
            .strip_suffix(" UTC")
            .and_then(|text| text.split_once(' '))
        {
            Some((day, hour)) => format!("{day}T{hour}Z"),
            None if text.len() == "2026-11-21".len() => format!("{text}T00:00:00Z"),
            None => text.to_owned(),
        };
        let at = OffsetDateTime::parse(&full, &Rfc3339).map_err(|_| got())?;
        Ok(UnixTime(at.unix_timestamp()))
    }
}

impl Serialize for UnixTime {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.rfc3339())
    }
}

impl<'de> Deserialize<'de> for UnixTime {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<UnixTime, D::Error> {
        String::deserialize(deserializer)?
            .parse()
            .map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn reads_every_allowed_form() {
        // `date -u -d @1795220503` says 2026-11-21 00:21:43
        for text in [
            "2026-11-21T00:21:43Z",
            "2026-11-21T01:21:43+01:00",
            "2026-11-20T19:21:43-05:00",
            "2026-11-21T00:21:43.999Z",
            "2026-11-21 00:21:43 UTC",
            "@1795220503",
        ] {
            assert_eq!(text.parse(), Ok(UnixTime(1_795_220_503)), "{text}");
        }
        assert_eq!("2026-11-21".parse(), Ok(UnixTime(1_795_219_200)));
        assert_eq!("1970-01-01".parse(), Ok(UnixTime(0)));
        assert_eq!("@-1".parse(), Ok(UnixTime(-1)));
    }

    #[test]
    fn refuses_what_is_no_time_and_says_what_is() {
        for text in [
            "",
            "@",
            "now",
            "2026-13-01",
            "2026-02-30",
            "2026-11-21T00:21:43",
            "21.11.2026",
        ] {
            let error = text.parse::<UnixTime>().unwrap_err().to_string();
            assert!(error.contains("2026-11-21T00:21:43Z"), "{error}");
            assert!(error.contains(&format!("{text:?}")), "{error}");
        }
    }

    #[test]
    fn writes_day_and_second() {
        let time = UnixTime(1_795_220_503);
        assert_eq!(time.to_string(), "2026-11-21 00:21:43 UTC");
        assert_eq!(time.date(), "2026-11-21");
        assert_eq!(
            serde_json::to_string(&time).unwrap(),
            "\"2026-11-21T00:21:43Z\""
        );
        assert_eq!(UnixTime(i64::MAX).to_string(), format!("@{}", i64::MAX));
        assert_eq!(UnixTime(i64::MIN).date(), format!("@{}", i64::MIN));
    }

    proptest! {
        #[test]
        fn every_time_survives_being_written(seconds: i64, year in -70_000_000_000i64..260_000_000_000) {
            for time in [UnixTime(seconds), UnixTime(year)] {
                prop_assert_eq!(time.rfc3339().parse(), Ok(time));
                prop_assert_eq!(time.to_string().parse(), Ok(time));
                let json = serde_json::to_string(&time).unwrap();
                prop_assert_eq!(serde_json::from_str::<UnixTime>(&json).unwrap(), time);
            }
        }
    }
}
