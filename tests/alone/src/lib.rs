//! An author who depends on the kit and on nothing else: types of every shape, as arguments and as results.
#![cfg(test)]

mod shapes;

use std::collections::HashMap;

use mcp_runtime::prelude::*;
use mcp_runtime::schemars::json_schema;
use mcp_runtime::testing::CallError;

use shapes::{Colour, Grade, Level, Line, Name, Order, Page, Payment, Place, Shape, Summary, Unit};

#[mcp_server]
mod shop {
    use super::*;

    /// A type of the module's own.
    #[mcp_type]
    #[derive(Debug, Clone, PartialEq)]
    pub(super) struct Inner {
        /// How wide.
        #[arg(range = 1..=10)]
        pub(super) width: u32,
        pub(super) next: Option<Box<Inner>>,
    }

    /// Place an order.
    #[mcp_tool]
    async fn order(order: Order) -> Order {
        order
    }

    /// All the other shapes.
    #[mcp_tool]
    async fn echo(
        name: Name,
        place: Place,
        unit: Unit,
        level: Level,
        colour: Colour,
        payment: Payment,
        shape: Shape,
    ) -> (Name, Place, Unit, Level, Colour, Payment, Shape) {
        (name, place, unit, level, colour, payment, shape)
    }

    /// One shape.
    #[mcp_tool]
    async fn shape(shape: Shape) -> Shape {
        shape
    }

    /// A page.
    #[mcp_tool]
    async fn page(page: Page<Line, 3>, grades: HashMap<String, Grade>) -> Page<Grade, 3> {
        Page { items: grades.into_values().collect(), limit: page.limit }
    }

    /// One of the module's own.
    #[mcp_tool]
    async fn inner(inner: Inner) -> Inner {
        inner
    }

    /// Only sent.
    #[mcp_tool]
    async fn summary(inner: Inner) -> Summary<'static> {
        Summary { words: vec!["a", "b"], width: inner.width }
    }
}

/// Where a value is wrong, and what makes it so.
type Wrong<T> = (&'static str, fn(&mut T));

fn line(quantity: u32) -> Line {
    Line { sku: "AB-1".into(), quantity, note: None }
}

fn order() -> Order {
    Order {
        customer: "Ann".into(),
        email: "ann@example.com".into(),
        day: "2026-02-28".into(),
        lines: vec![line(1)],
        weight: 0.5,
        fast: true,
        unit: "kg".into(),
    }
}

#[mcp_runtime::test]
async fn a_struct_goes_both_ways() -> Result<(), CallError> {
    assert_eq!(shop::client().order(order()).await?, order());
    Ok(())
}

#[mcp_runtime::test]
async fn what_is_absent_has_its_default() -> Result<(), CallError> {
    let given = json_schema!({ "order": {
        "name": "Ann", "email": "ann@example.com", "day": "2026-02-28", "lines": [{ "sku": "AB-1" }]
    } });
    let placed: Order = shop::client().call("order", given).await?.value()?;
    assert_eq!(placed, order());
    Ok(())
}

#[mcp_runtime::test]
async fn each_bound_of_a_struct_holds() {
    let wrong: [Wrong<Order>; 8] = [
        ("order.name", |order| order.customer.clear()),
        ("order.email", |order| order.email = "nobody".into()),
        ("order.day", |order| order.day = "28.2.2026".into()),
        ("order.lines", |order| order.lines.clear()),
        ("order.lines[0].quantity", |order| order.lines[0].quantity = 501),
        ("order.lines[0].sku", |order| order.lines[0].sku = "nothing".into()),
        ("order.lines[0].note", |order| order.lines[0].note = Some("too long".into())),
        ("order.weight", |order| order.weight = 1.0),
    ];
    for (path, change) in wrong {
        let mut order = order();
        change(&mut order);
        let error = shop::client().order(order).await.expect_err("it is wrong");
        assert!(error.text().contains(&format!("- {path}: expected")), "{path}: {error}");
    }
}

#[mcp_runtime::test]
async fn every_shape_goes_both_ways() -> Result<(), CallError> {
    let all = shapes();
    let (name, place, unit, level, colour, payment, shape) = all.clone();
    assert_eq!(shop::client().echo(name, place, unit, level, colour, payment, shape).await?, all);
    for shape in [Shape::Circle(1), Shape::Line(1, 100), Shape::Nothing] {
        assert_eq!(shop::client().shape(shape.clone()).await?, shape);
    }
    Ok(())
}

type Shapes = (Name, Place, Unit, Level, Colour, Payment, Shape);

fn shapes() -> Shapes {
    let colour = Colour::Parts { red: 100, green: 200 };
    let payment = Payment::Card { digits: "1234".into() };
    (Name("Ann".into()), Place(-90.0, 200.0), Unit, Level::VeryLow, colour, payment, Shape::Box { side: 9 })
}

#[mcp_runtime::test]
async fn each_bound_of_the_other_shapes_holds() {
    let wrong: [Wrong<Shapes>; 9] = [
        ("name", |all| all.0 = Name("Anna".into())),
        ("place[0]", |all| all.1 = Place(-91.0, 0.0)),
        ("colour", |all| all.4 = Colour::Named("RED".into())),
        ("colour.red", |all| all.4 = Colour::Parts { red: 101, green: 0 }),
        ("payment.last", |all| all.5 = Payment::Card { digits: "12345".into() }),
        ("shape.Circle", |all| all.6 = Shape::Circle(0)),
        ("shape.Line[0]", |all| all.6 = Shape::Line(10, 1)),
        ("shape.Box.side", |all| all.6 = Shape::Box { side: 10 }),
        ("shape.Circle", |all| all.6 = Shape::Circle(10)),
    ];
    for (path, change) in wrong {
        let mut all = shapes();
        change(&mut all);
        let (name, place, unit, level, colour, payment, shape) = all;
        let result = shop::client().echo(name, place, unit, level, colour, payment, shape).await;
        let error = result.expect_err("it is wrong");
        assert!(error.text().contains(&format!("- {path}: expected")), "{path}: {error}");
    }
}

#[mcp_runtime::test]
async fn a_generic_type_has_bounds_and_a_default_of_its_own() -> Result<(), CallError> {
    let client = shop::client();
    let grades = HashMap::from([("maths".to_owned(), Grade::Mark(6))]);
    let page = Page { items: vec![line(1), line(2)], limit: 50 };
    let answered = client.page(page.clone(), grades.clone()).await?;
    assert_eq!(answered, Page { items: vec![Grade::Mark(6)], limit: 50 });
    let given = json_schema!({ "page": { "items": [] }, "grades": { "art": { "t": "None" } } });
    let answered: Page<Grade, 3> = client.call("page", given).await?.value()?;
    assert_eq!(answered, Page { items: vec![Grade::None], limit: 3 });

    let long = Page { items: vec![line(1); 3], ..page.clone() };
    let error = client.page(long, grades).await.expect_err("three are too many");
    assert!(error.text().contains("- page.items: expected"), "{error}");
    let error = client.page(page, HashMap::from([("art".to_owned(), Grade::Mark(7))])).await;
    let error = error.expect_err("there is no such mark");
    assert!(error.text().contains("- grades.art.c: expected"), "{error}");
    Ok(())
}

#[mcp_runtime::test]
async fn a_type_of_the_servers_module_refers_to_itself() -> Result<(), CallError> {
    let inner = |width| shop::Inner { width, next: None };
    let outer = shop::Inner { next: Some(Box::new(inner(10))), ..inner(1) };
    assert_eq!(shop::client().inner(outer.clone()).await?, outer);
    let outer = shop::Inner { next: Some(Box::new(inner(11))), ..inner(1) };
    let error = shop::client().inner(outer).await.expect_err("the inner one is too wide");
    assert!(error.text().contains("- inner.next.width: expected"), "{error}");
    Ok(())
}

#[mcp_runtime::test]
async fn what_is_only_sent_need_not_be_read() -> Result<(), CallError> {
    let given = json_schema!({ "inner": { "width": 2 } });
    let answer = shop::client().call("summary", given).await?;
    assert_eq!(answer.structured(), Some(json_schema!({ "words": ["a", "b"], "width": 2 }).as_value()));
    Ok(())
}

#[mcp_runtime::test]
async fn the_schema_says_it() -> Result<(), CallError> {
    let tools = shop::client().list("tools").await?;
    let order = &tools[0]["inputSchema"]["properties"]["order"];
    let expected = json_schema!({
        "description": "What somebody orders.",
        "type": "object",
        "properties": {
            "name": { "description": "Who orders.", "type": "string", "minLength": 1, "maxLength": 80, "examples": ["Ann"] },
            "email": { "type": "string", "format": "email" },
            "day": { "description": "When it is to come.", "type": "string", "format": "date" },
            "lines": {
                "type": "array",
                "items": {
                    "description": "One line of it.",
                    "type": "object",
                    "properties": {
                        "sku": { "type": "string", "pattern": "^[A-Z]+-[0-9]+$" },
                        "quantity": { "type": "integer", "minimum": 1, "maximum": 500, "default": 1 },
                        "note": { "type": "string", "maxLength": 5 }
                    },
                    "required": ["sku"]
                },
                "minItems": 1
            },
            "weight": { "type": "number", "minimum": 0.0, "exclusiveMaximum": 1.0, "default": 0.5 },
            "fast": { "type": "boolean", "default": true },
            "unit": { "type": "string", "default": "kg" }
        },
        "required": ["name", "email", "day", "lines"]
    });
    assert_eq!(order, expected.as_value());
    Ok(())
}
