use mcp_runtime::prelude::*;

pub struct NotArg;

macro_rules! tool {
    ($name:ident, $ty:ty) => {
        /// A tool.
        #[mcp_tool]
        pub async fn $name(x: $ty) {
            let _ = x;
        }
    };
}
tool!(one, NotArg);

fn main() {}
