use mcp_runtime::prelude::*;

#[mcp_type]
#[serde(rename_all = "camelCase")]
struct User {
    user_id: u64,
    #[arg(rename = "userId")]
    id: String,
}

fn main() {
    let _ = |user: User| (user.user_id, user.id);
}
