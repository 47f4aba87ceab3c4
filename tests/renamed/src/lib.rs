//! An author who gives the kit another name, and uses types of other crates.
#![cfg(test)]

use bytes::Bytes;
use chrono::{DateTime, NaiveDate, Utc};
use jiff::civil::Date;
use kit::prelude::*;
use kit::schemars::json_schema;
use kit::testing::CallError;
use rust_decimal::Decimal;
use semver::Version;
use url::Url;
use uuid::Uuid;

/// All of them.
#[mcp_type]
#[derive(Debug, Clone, PartialEq)]
struct Foreign {
    day: NaiveDate,
    at: DateTime<Utc>,
    id: Uuid,
    link: Option<Url>,
    bytes: Bytes,
    date: Date,
    price: Decimal,
    version: Version,
    #[arg(default = 3, range = 1..=9)]
    level: u8,
}

#[mcp_server]
mod archive {
    use chrono::NaiveDate;
    use kit::prelude::*;
    use uuid::Uuid;

    use super::Foreign;

    /// Keep it.
    #[mcp_tool]
    async fn keep(foreign: Foreign) -> Foreign {
        foreign
    }

    /// The day after.
    #[mcp_tool]
    async fn after(day: NaiveDate, _id: Option<Uuid>) -> Option<NaiveDate> {
        day.succ_opt()
    }
}

#[kit::test]
async fn types_of_other_crates_go_both_ways() -> Result<(), CallError> {
    let client = archive::client();
    let day = NaiveDate::from_ymd_opt(2026, 2, 28).unwrap_or_default();
    let given = json_schema!({ "foreign": {
        "day": "2026-02-28", "at": "2026-02-28T10:00:00Z", "id": "936da01f-9abd-4d9d-80c7-02af85c822a8",
        "link": "https://example.com/a", "bytes": [1, 2], "date": "2026-03-01", "price": "1.50", "version": "1.2.3"
    } });
    let kept: Foreign = client.call("keep", &given).await?.value()?;
    assert_eq!((kept.day, kept.date, kept.level), (day, Date::constant(2026, 3, 1), 3));
    assert_eq!(kept.link.as_ref().map(Url::as_str), Some("https://example.com/a"));
    assert_eq!((kept.version.clone(), &kept.bytes[..]), (Version::new(1, 2, 3), &[1, 2][..]));
    assert_eq!(client.keep(kept.clone()).await?, kept);
    assert_eq!(client.after(day, None).await?, day.succ_opt());
    Ok(())
}

#[kit::test]
async fn their_schemas_have_formats() -> Result<(), CallError> {
    let tools = archive::client().list("tools").await?;
    let members = &tools[0]["inputSchema"]["properties"]["foreign"]["properties"];
    for (name, format) in
        [("day", "date"), ("at", "date-time"), ("id", "uuid"), ("link", "uri"), ("date", "date")]
    {
        assert_eq!(members[name]["format"], format, "{name}: {members}");
    }
    Ok(())
}

#[kit::test]
async fn what_is_none_is_said() {
    let client = archive::client();
    let error = client.call("after", json_schema!({ "day": "2026-02-30" })).await.expect_err("no such day");
    assert!(error.text().contains("- day: expected"), "{}", error.text());
}
