//! The demo shop is right; each of these changes makes it wrong, and the refusal names the field.
#![allow(clippy::unwrap_used, clippy::panic)]

use jiff::civil::date;

use super::*;
use crate::{BookedLoad, Customer};

fn demo() -> Shop {
    Shop::from_toml(include_str!("../../../../../datasets/demo_shop/shop.toml")).unwrap()
}

fn less_than_nothing() -> Money {
    Money::from_cents(-1)
}

fn too_much() -> Money {
    Money::new(Decimal::from(LARGEST_AMOUNT) + Decimal::ONE)
}

fn load(shop: &Shop) -> BookedLoad {
    BookedLoad {
        machine: shop.machine[0].id.clone(),
        from_working_day: Some(0),
        from: None,
        working_days: 5,
        hours: 8.0,
        order: None,
        urgent: false,
        due: None,
    }
}

fn closure(machine: Option<&str>, hours_per_day: Option<f64>) -> Closure {
    Closure {
        machine: machine.map(str::to_owned),
        from: None,
        from_working_day: Some(0),
        working_days: 1,
        hours_per_day,
        reason: "essai".to_owned(),
    }
}

type Change = fn(&mut Shop);

#[test]
fn a_wrong_number_is_refused_with_its_place_and_its_remedy() {
    let table: &[(&str, Change)] = &[
        ("company, capital = -0.01", |shop| shop.company.capital = less_than_nothing()),
        ("company, vat_percent = -1", |shop| shop.company.vat_percent = Decimal::from(-1)),
        ("company, validity_days = 4000000000", |shop| shop.company.validity_days = 4_000_000_000),
        ("rates, programming_per_hour = -0.01", |shop| shop.rates.programming_per_hour = less_than_nothing()),
        ("rates, inspection_per_hour = 1000000001", |shop| shop.rates.inspection_per_hour = too_much()),
        ("rates, packing_per_line = 1000000001", |shop| shop.rates.packing_per_line = too_much()),
        ("rates, logistics_per_quote = -0.01", |shop| shop.rates.logistics_per_quote = less_than_nothing()),
        ("rates, tools_per_machining_hour = -0.01", |shop| shop.rates.tools_per_machining_hour = less_than_nothing()),
        ("rates, minimum_invoice = -0.01", |shop| shop.rates.minimum_invoice = less_than_nothing()),
        ("rates, overhead_percent = -1", |shop| shop.rates.overhead_percent = Decimal::from(-1)),
        ("rates, overhead_percent = 1001", |shop| shop.rates.overhead_percent = Decimal::from(1001)),
        ("rates, machining_time_margin_percent = -1", |shop| shop.rates.machining_time_margin_percent = Decimal::from(-1)),
        ("rates, material_markup_percent = -1", |shop| shop.rates.material_markup_percent = Decimal::from(-1)),
        ("rates, scrap_percent = 101", |shop| shop.rates.scrap_percent = Decimal::from(101)),
        ("rates, minimum_margin_percent = 100", |shop| shop.rates.minimum_margin_percent = Decimal::ONE_HUNDRED),
        ("rates, programming_hours_per_setup = -1", |shop| shop.rates.programming_hours_per_setup = Decimal::from(-1)),
        ("rates, setting_parts_per_setup = -1", |shop| shop.rates.setting_parts_per_setup = Decimal::from(-1)),
        ("scenarios, express_margin_percent = 100", |shop| shop.scenarios.express_margin_percent = Decimal::ONE_HUNDRED),
        ("scenarios, standard_margin_percent = -1", |shop| shop.scenarios.standard_margin_percent = Decimal::from(-1)),
        ("scenarios, express_overtime_hours_per_day = NaN", |shop| shop.scenarios.express_overtime_hours_per_day = f64::NAN),
        ("scenarios, express_overtime_hours_per_day = 25", |shop| shop.scenarios.express_overtime_hours_per_day = 25.0),
        ("scenarios, overtime_premium_percent = -1", |shop| shop.scenarios.overtime_premium_percent = Decimal::from(-1)),
        ("scenarios, firm_load_percent = 101", |shop| shop.scenarios.firm_load_percent = 101.0),
        ("scenarios, replanning_cost_per_displaced_hour = -0.01", |shop| {
            shop.scenarios.replanning_cost_per_displaced_hour = less_than_nothing();
        }),
        ("scenarios, batched_setup_saving_percent = -5", |shop| shop.scenarios.batched_setup_saving_percent = -5.0),
        ("scenarios, economic_wait_working_days = 1001", |shop| shop.scenarios.economic_wait_working_days = 1001),
        ("scenarios, order_entry_working_days = 4294967295", |shop| shop.scenarios.order_entry_working_days = u32::MAX),
        ("scenarios, shipping_working_days = 1001", |shop| shop.scenarios.shipping_working_days = 1001),
        ("machine 'scie-1', machine_per_hour = -0.01", |shop| shop.machine[0].machine_per_hour = less_than_nothing()),
        ("machine 'scie-1', labour_per_hour = 1000000001", |shop| shop.machine[0].labour_per_hour = too_much()),
        ("machine 'scie-1', setup_per_hour = -0.01", |shop| shop.machine[0].setup_per_hour = less_than_nothing()),
        ("machine 'scie-1', attendance_percent = -1", |shop| shop.machine[0].attendance_percent = Decimal::from(-1)),
        ("machine 'scie-1', max_rpm = -5", |shop| shop.machine[0].max_rpm = Some(-5.0)),
        ("machine 'scie-1', max_rpm = inf", |shop| shop.machine[0].max_rpm = Some(f64::INFINITY)),
        ("machine 'scie-1', power_kw = 0", |shop| shop.machine[0].power_kw = Some(0.0)),
        ("machine 'scie-1', rapid_mm_per_min = NaN", |shop| shop.machine[0].rapid_mm_per_min = Some(f64::NAN)),
        ("machine 'scie-1', travel_mm = -1", |shop| shop.machine[0].travel_mm = Some([500.0, -1.0, 400.0])),
        ("machine 'scie-1', max_diameter_mm = 0", |shop| shop.machine[0].max_diameter_mm = Some(0.0)),
        ("machine 'scie-1', max_length_mm = -1", |shop| shop.machine[0].max_length_mm = Some(-1.0)),
        ("machine 'scie-1', bar_capacity_mm = NaN", |shop| shop.machine[0].bar_capacity_mm = Some(f64::NAN)),
        ("machine 'scie-1', removal_factor = 0", |shop| shop.machine[0].removal_factor = 0.0),
        ("machine 'scie-1', removal_factor = inf", |shop| shop.machine[0].removal_factor = f64::INFINITY),
        ("machine 'scie-1', tool_change_s = -1", |shop| shop.machine[0].tool_change_s = -1.0),
        ("machine 'scie-1', load_unload_s = NaN", |shop| shop.machine[0].load_unload_s = f64::NAN),
        ("machine 'scie-1', setup_s = -1", |shop| shop.machine[0].setup_s = -1.0),
        ("machine 'scie-1', holds_it_grade = 0", |shop| shop.machine[0].holds_it_grade = Some(0)),
        ("machine 'scie-1', hours_per_day = NaN", |shop| shop.machine[0].hours_per_day = f64::NAN),
        ("machine 'scie-1', hours_per_day = 0", |shop| shop.machine[0].hours_per_day = 0.0),
        ("machine 'scie-1', sheet.acceleration_m_s2 = 0", |shop| shop.machine[0].sheet.acceleration_m_s2 = Some(0.0)),
        ("machine 'tour-cn-1', sheet.spindle = points", |shop| shop.machine[1].sheet.spindle.reverse()),
        ("tool 'TE101', nose_radius_mm = -1", |shop| shop.tool[0].nose_radius_mm = Some(-1.0)),
        ("tool 'TE101', teeth = 0", |shop| shop.tool[0].teeth = Some(0)),
        ("tool 'TE101', machine = nowhere", |shop| shop.tool[0].machine = Some("nowhere".to_owned())),
        ("tool 'TE101', speed_m_min = [200, 100]", |shop| {
            shop.tool[0].data = vec![crate::ToolData { group: "P".to_owned(), speed_m_min: [200.0, 100.0], feed_mm: [0.1, 0.2] }];
        }),
        ("material '1.0038', hardness_hb = -1", |shop| shop.material[0].hardness_hb = Some(-1.0)),
        ("machine 'scie-1', unattended_hours_per_day = -1", |shop| shop.machine[0].unattended_hours_per_day = -1.0),
        ("machine 'scie-1', work_centre = nowhere", |shop| shop.machine[0].work_centre = "nowhere".to_owned()),
        ("machine 'scie-1', id = scie-1", |shop| {
            let twice = shop.machine[0].clone();
            shop.machine.push(twice);
        }),
        ("rates, fixture_per_setup = -0.01", |shop| shop.rates.fixture_per_setup = less_than_nothing()),
        ("rates, certificate_fee = 1000000001", |shop| shop.rates.certificate_fee = too_much()),
        ("rates, first_article_hours = -1", |shop| shop.rates.first_article_hours = Decimal::from(-1)),
        ("rates_history, grid 1, valid_from = nothing", |shop| {
            let undated = Rates { valid_from: None, ..shop.rates.clone() };
            shop.rates_history = vec![undated];
        }),
        ("rates_history, grid 1, overhead_percent = -1", |shop| {
            let wrong = Rates { valid_from: Some(date(2025, 1, 1)), overhead_percent: Decimal::from(-1), ..shop.rates.clone() };
            shop.rates_history = vec![wrong];
        }),
        ("customer, discount_percent = 100", |shop| {
            shop.customer = Some(Customer { discount_percent: Decimal::ONE_HUNDRED, ..Customer::default() });
        }),
        ("customer, country = Germany", |shop| {
            shop.customer = Some(Customer { country: Some("Germany".to_owned()), ..Customer::default() });
        }),
        ("calendar.maintenance, entry 1, machine = nobody", |shop| {
            shop.calendar.maintenance = vec![closure(Some("nobody"), None)];
        }),
        ("calendar.absence, entry 1, hours_per_day = 25", |shop| shop.calendar.absence = vec![closure(None, Some(25.0))]),
        (", surcharge_percent = -1", |shop| shop.material[0].surcharge_percent = Decimal::from(-1)),
        ("calendar, working_days = [0]", |shop| shop.calendar.working_days = vec![0]),
        ("calendar.booked of machine 'nobody', machine = nobody", |shop| {
            let wrong = BookedLoad { machine: "nobody".to_owned(), ..load(shop) };
            shop.calendar.booked.push(wrong);
        }),
        ("calendar.booked of machine 'scie-1', from = Some(2026-11-23)", |shop| {
            let wrong = BookedLoad { from: Some(date(2026, 11, 23)), ..load(shop) };
            shop.calendar.booked.push(wrong);
        }),
        ("calendar.booked of machine 'scie-1', hours = NaN", |shop| {
            let wrong = BookedLoad { hours: f64::NAN, ..load(shop) };
            shop.calendar.booked.push(wrong);
        }),
        ("calendar.booked of machine 'scie-1', working_days = 1001", |shop| {
            let wrong = BookedLoad { working_days: 1001, ..load(shop) };
            shop.calendar.booked.push(wrong);
        }),
        (", density_kg_dm3 = NaN", |shop| shop.material[0].density_kg_dm3 = f64::NAN),
        (", price_per_kg = -0.01", |shop| shop.material[0].price_per_kg = less_than_nothing()),
        (", minimum_purchase = 1000000001", |shop| shop.material[0].minimum_purchase = too_much()),
        (", delivery_working_days = 1001", |shop| shop.material[0].delivery_working_days = 1001),
        (", round_mm = -3", |shop| shop.material[0].round_mm.push(-3.0)),
        (", lot_minimum = -0.01", |shop| shop.treatment[0].lot_minimum = less_than_nothing()),
        (", per_dm2 = -0.01", |shop| shop.treatment[0].per_dm2 = Some(less_than_nothing())),
        (", per_kg = 1000000001", |shop| shop.treatment[0].per_kg = Some(too_much())),
        (", working_days = 1001", |shop| shop.treatment[0].working_days = 1001),
        (", section_mm = 0", |shop| shop.stock[0].section_mm = 0.0),
        (", length_mm = inf", |shop| shop.stock[0].length_mm = f64::INFINITY),
        (", material = unobtainium", |shop| shop.stock[0].material = "unobtainium".to_owned()),
    ];
    let right = demo();
    for (place, change) in table {
        let mut shop = right.clone();
        change(&mut shop);
        let message = shop.check().err().map(|error| error.to_string()).unwrap_or_default();
        let remedy = message.split_once(": ").map_or("", |(_, remedy)| remedy);
        assert!(message.contains(&format!("{place}: ")) && remedy.len() > 10, "{place}: {message}");
    }
}

#[test]
fn the_refusal_of_a_file_reads_as_a_sentence() {
    let text = include_str!("../../../../../datasets/demo_shop/shop.toml").replacen("max_rpm = ", "max_rpm = -", 1);
    let message = Shop::from_toml(&text).err().map(|error| error.to_string()).unwrap_or_default();
    assert!(message.starts_with("the shop file is inconsistent: machine '") && message.contains("leave the line out"), "{message}");
}
