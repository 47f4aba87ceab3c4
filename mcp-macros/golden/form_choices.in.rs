#[derive(Elicit)]
enum Seat {
    /// At the window
    Window,
    #[elicit(title = "Along the aisle", rename = "aisle")]
    Aisle,
    Any,
}
