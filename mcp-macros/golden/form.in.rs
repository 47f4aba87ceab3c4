#[derive(Elicit)]
#[elicit(crate = renamed::runtime)]
struct Booking {
    /// How many
    /// travel.
    #[elicit(title = "Passengers", range = 1..=MOST, default = 1)]
    passengers: u8,
    #[elicit(len = 2..=40, rename = "fullName")]
    name: Option<String>,
    #[elicit(format = "date")]
    r#type: String,
    #[elicit(items = 1..3, default = [Seat::Aisle])]
    seats: Vec<Seat>,
}
