#[mcp_tool]
/// On the blocking pool.
fn read(path: &Path, lines: &[u32], cx: Context) -> io::Result<String> {
    fs::read_to_string(path)
}
