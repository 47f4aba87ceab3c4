//! A state that is made later is found by its type, whatever it is called, beside others and by functions that stand alone.

use mcp_runtime::Later as Afterwards;
use mcp_runtime::prelude::*;

struct Pool;
struct Config;
type Db = State<Pool>;

#[mcp_tool]
/// Stands alone.
async fn alone(pool: Db) {
    let _: &Pool = &pool;
}

#[mcp_server(state(Config, Afterwards<Pool>), include(super::alone))]
mod server {
    use super::*;

    /// Takes both, one of them in both ways.
    #[mcp_tool]
    async fn both(pool: &Db, later: State<Afterwards<Pool>>, config: State<Config>) -> Result<(), ToolError> {
        let (_, _): (&Pool, &Config) = (pool, &config);
        let _: &Pool = later.get().await?;
        Ok(())
    }
}

struct Own {
    pool: Afterwards<Pool>,
}

#[mcp_server]
impl Own {
    /// Has it in `self`.
    #[mcp_tool]
    async fn own(&self) -> Result<(), ToolError> {
        let _: &Pool = self.pool.get().await?;
        Ok(())
    }
}

fn main() {
    let later = Afterwards::new(|| async { Ok::<_, std::io::Error>(Pool) });
    let _ = server::server(Config, later.clone());
    let _ = Own { pool: later };
}
