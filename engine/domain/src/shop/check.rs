//! What a shop file must be before a price stands on it: every number in its range, every name known.
//!
//! Each refusal names the field with the machine or material it belongs to, its value and the remedy.

use std::collections::BTreeSet;

use rust_decimal::Decimal;

use super::{Closure, Machine, Material, Rates, Shop, ShopError, StockItem, Treatment};
use crate::Money;

/// Largest amount in the file. Above it is no rate of a machining shop, and sums of such amounts stay far from what decimals hold.
const LARGEST_AMOUNT: i64 = 1_000_000_000;
/// Largest percentage that is not a share of a whole: ten times the base.
const LARGEST_PERCENT: i64 = 1000;
/// Longest waiting, delivery or treatment, working days: four years, longer than anything that is planned.
const LONGEST_DAYS: u32 = 1000;
/// Largest length, speed or time in the file; beyond it the number is a typing error.
const LARGEST_NUMBER: f64 = 1e7;

type Checked = Result<(), ShopError>;

/// Where a field stands: `rates`, `machine 'tour-cn-1'`.
struct Entry(String);

/// What a number may be.
#[derive(Clone, Copy)]
enum Range {
    /// Above zero.
    Above,
    /// Zero or more.
    FromZero,
    /// Zero up to this.
    UpTo(f64),
}

impl Entry {
    fn of(kind: &str, id: &str) -> Self {
        Self(format!("{kind} '{id}'"))
    }

    fn refuse(&self, field: &str, value: impl std::fmt::Display, remedy: &str) -> Checked {
        Err(ShopError::Inconsistent(format!("{}, {field} = {value}: {remedy}", self.0)))
    }

    fn amounts(&self, fields: &[(&str, Money)]) -> Checked {
        fields.iter().try_for_each(|(field, amount)| {
            let fits = *amount >= Money::ZERO && amount.amount() <= Decimal::from(LARGEST_AMOUNT);
            if fits { Ok(()) } else { self.refuse(field, amount.amount(), "write an amount from \"0.00\" to \"1000000000.00\"") }
        })
    }

    fn percents(&self, fields: &[(&str, Decimal)], most: i64) -> Checked {
        fields.iter().try_for_each(|(field, percent)| {
            let fits = *percent >= Decimal::ZERO && *percent <= Decimal::from(most);
            if fits { Ok(()) } else { self.refuse(field, percent, &format!("write a percentage from 0 to {most}")) }
        })
    }

    /// A margin on price: 100 % would make the price endless.
    fn margins(&self, fields: &[(&str, Decimal)]) -> Checked {
        fields.iter().try_for_each(|(field, percent)| {
            let fits = *percent >= Decimal::ZERO && *percent < Decimal::ONE_HUNDRED;
            if fits { Ok(()) } else { self.refuse(field, percent, "write a margin on price from 0 to below 100 %") }
        })
    }

    fn number(&self, field: &str, value: f64, range: Range) -> Checked {
        let (fits, remedy) = match range {
            Range::Above => (value > 0.0 && value <= LARGEST_NUMBER, "write a number above 0".to_owned()),
            Range::FromZero => ((0.0..=LARGEST_NUMBER).contains(&value), "write a number from 0".to_owned()),
            Range::UpTo(most) => ((0.0..=most).contains(&value), format!("write a number from 0 to {most}")),
        };
        if fits { Ok(()) } else { self.refuse(field, value, &remedy) }
    }

    /// A number that may be left out, and is then unknown.
    fn known(&self, field: &str, value: Option<f64>) -> Checked {
        match value {
            Some(value) if !(value > 0.0 && value <= LARGEST_NUMBER) => {
                self.refuse(field, value, "write a number above 0, or leave the line out when it is unknown")
            }
            _ => Ok(()),
        }
    }

    fn sizes(&self, field: &str, sizes: &[f64]) -> Checked {
        sizes.iter().try_for_each(|size| self.number(field, *size, Range::Above))
    }

    fn days(&self, fields: &[(&str, u32)]) -> Checked {
        fields.iter().try_for_each(|(field, days)| {
            if *days <= LONGEST_DAYS { Ok(()) } else { self.refuse(field, days, &format!("write at most {LONGEST_DAYS} working days")) }
        })
    }
}

impl Shop {
    pub(super) fn check(&self) -> Checked {
        self.check_company()?;
        check_rates(&Entry("rates".to_owned()), &self.rates)?;
        self.rates_history.iter().enumerate().try_for_each(|(rank, rates)| {
            let entry = Entry(format!("rates_history, grid {}", rank + 1));
            match rates.valid_from {
                Some(_) => check_rates(&entry, rates),
                None => entry.refuse("valid_from", "nothing", "write the first day this grid is in force"),
            }
        })?;
        self.check_customer()?;
        self.check_scenarios()?;
        self.check_machines()?;
        self.check_calendar()?;
        unique("material", self.material.iter().map(|material| material.id.as_str()))?;
        self.material.iter().try_for_each(check_material)?;
        unique("treatment", self.treatment.iter().map(|treatment| treatment.id.as_str()))?;
        self.treatment.iter().try_for_each(check_treatment)?;
        unique("stock", self.stock.iter().map(|item| item.id.as_str()))?;
        self.stock.iter().try_for_each(|item| self.check_stock(item))?;
        unique("instrument", self.instrument.iter().map(|instrument| instrument.id.as_str()))?;
        self.instrument.iter().try_for_each(|instrument| {
            let entry = Entry::of("instrument", &instrument.id);
            entry.known("resolution", instrument.resolution)?;
            match instrument.range {
                Some([least, most]) if !(least >= 0.0 && most > least && most <= LARGEST_NUMBER) => {
                    entry.refuse("range", format!("[{least}, {most}]"), "write the least and the largest size, in this order")
                }
                _ => Ok(()),
            }
        })?;
        unique("tool", self.tool.iter().map(|tool| tool.id.as_str()))?;
        self.tool.iter().try_for_each(|tool| self.check_tool(tool))
    }

    fn check_company(&self) -> Checked {
        let entry = Entry("company".to_owned());
        entry.amounts(&[("capital", self.company.capital)])?;
        entry.percents(&[("vat_percent", self.company.vat_percent)], 100)?;
        entry.days(&[("validity_days", self.company.validity_days)])
    }

    fn check_customer(&self) -> Checked {
        let Some(customer) = &self.customer else { return Ok(()) };
        let entry = Entry("customer".to_owned());
        entry.margins(&[("discount_percent", customer.discount_percent)])?;
        match &customer.country {
            Some(code) if !(code.trim().len() == 2 && code.trim().chars().all(|letter| letter.is_ascii_alphabetic())) => {
                entry.refuse("country", code, "write the two letters of ISO 3166 (FR, DE, CH)")
            }
            _ => Ok(()),
        }
    }

    fn check_scenarios(&self) -> Checked {
        let (entry, settings) = (Entry("scenarios".to_owned()), &self.scenarios);
        entry.margins(&[
            ("express_margin_percent", settings.express_margin_percent),
            ("standard_margin_percent", settings.standard_margin_percent),
            ("economic_margin_percent", settings.economic_margin_percent),
        ])?;
        entry.number("express_overtime_hours_per_day", settings.express_overtime_hours_per_day, Range::UpTo(24.0))?;
        entry.percents(&[("overtime_premium_percent", settings.overtime_premium_percent)], LARGEST_PERCENT)?;
        entry.number("firm_load_percent", settings.firm_load_percent, Range::UpTo(100.0))?;
        entry.amounts(&[("replanning_cost_per_displaced_hour", settings.replanning_cost_per_displaced_hour)])?;
        entry.number("batched_setup_saving_percent", settings.batched_setup_saving_percent, Range::UpTo(100.0))?;
        entry.days(&[
            ("economic_wait_working_days", settings.economic_wait_working_days),
            ("order_entry_working_days", settings.order_entry_working_days),
            ("shipping_working_days", settings.shipping_working_days),
        ])
    }

    fn check_machines(&self) -> Checked {
        unique("work_centre", self.work_centre.iter().map(|centre| centre.id.as_str()))?;
        unique("machine", self.machine.iter().map(|machine| machine.id.as_str()))?;
        self.machine.iter().try_for_each(|machine| {
            if !self.work_centre.iter().any(|centre| centre.id == machine.work_centre) {
                return Entry::of("machine", &machine.id).refuse(
                    "work_centre",
                    &machine.work_centre,
                    "there is no [[work_centre]] of this id; add it or name another",
                );
            }
            check_machine(machine)
        })
    }

    fn check_calendar(&self) -> Checked {
        let calendar = Entry("calendar".to_owned());
        let days = &self.calendar.working_days;
        if days.is_empty() || days.iter().any(|day| !(1..=7).contains(day)) {
            return calendar.refuse("working_days", format!("{days:?}"), "write numbers from 1 (Monday) to 7, at least one");
        }
        for (kind, closures) in [("calendar.absence", &self.calendar.absence), ("calendar.maintenance", &self.calendar.maintenance)] {
            closures.iter().enumerate().try_for_each(|(rank, closure)| self.check_closure(kind, rank, closure))?;
        }
        self.calendar.booked.iter().try_for_each(|load| {
            let entry = Entry::of("calendar.booked of machine", &load.machine);
            if self.machine_by_id(&load.machine).is_none() {
                return entry.refuse("machine", &load.machine, "there is no [[machine]] of this id; add it or name another");
            }
            if load.from.is_some() == load.from_working_day.is_some() {
                return entry.refuse("from", format!("{:?}", load.from), "write either from or from_working_day");
            }
            entry.number("hours", load.hours, Range::FromZero)?;
            entry.days(&[("working_days", load.working_days), ("from_working_day", load.from_working_day.unwrap_or(0))])
        })
    }

    fn check_closure(&self, kind: &str, rank: usize, closure: &Closure) -> Checked {
        let entry = Entry(format!("{kind}, entry {}", rank + 1));
        if let Some(machine) = closure.machine.as_ref().filter(|id| self.machine_by_id(id).is_none()) {
            return entry.refuse("machine", machine, "there is no [[machine]] of this id; add it, or leave the line out for every machine");
        }
        if closure.from.is_some() == closure.from_working_day.is_some() {
            return entry.refuse("from", format!("{:?}", closure.from), "write either from or from_working_day");
        }
        if let Some(hours) = closure.hours_per_day {
            entry.number("hours_per_day", hours, Range::UpTo(24.0))?;
        }
        entry.days(&[("working_days", closure.working_days), ("from_working_day", closure.from_working_day.unwrap_or(0))])
    }

    fn check_stock(&self, item: &StockItem) -> Checked {
        let entry = Entry::of("stock", &item.id);
        if self.material_by_id(&item.material).is_none() {
            return entry.refuse("material", &item.material, "there is no [[material]] of this id; add it or name another");
        }
        entry.number("section_mm", item.section_mm, Range::Above)?;
        entry.known("width_mm", item.width_mm)?;
        entry.number("length_mm", item.length_mm, Range::Above)
    }
}

fn check_rates(entry: &Entry, rates: &Rates) -> Checked {
    entry.amounts(&[
        ("programming_per_hour", rates.programming_per_hour),
        ("inspection_per_hour", rates.inspection_per_hour),
        ("packing_per_line", rates.packing_per_line),
        ("logistics_per_quote", rates.logistics_per_quote),
        ("tools_per_machining_hour", rates.tools_per_machining_hour),
        ("minimum_invoice", rates.minimum_invoice),
        ("fixture_per_setup", rates.fixture_per_setup),
        ("certificate_fee", rates.certificate_fee),
    ])?;
    entry.percents(
        &[
            ("overhead_percent", rates.overhead_percent),
            ("machining_time_margin_percent", rates.machining_time_margin_percent),
            ("material_markup_percent", rates.material_markup_percent),
        ],
        LARGEST_PERCENT,
    )?;
    entry.percents(&[("scrap_percent", rates.scrap_percent)], 100)?;
    entry.margins(&[("minimum_margin_percent", rates.minimum_margin_percent)])?;
    for (field, value, unit) in [
        ("programming_hours_per_setup", rates.programming_hours_per_setup, "hours"),
        ("setting_parts_per_setup", rates.setting_parts_per_setup, "pieces"),
        ("first_part_hours_per_setup", rates.first_part_hours_per_setup, "hours"),
        ("first_article_hours", rates.first_article_hours, "hours"),
    ] {
        if value < Decimal::ZERO || value > Decimal::from(LARGEST_PERCENT) {
            return entry.refuse(field, value, &format!("write from 0 to {LARGEST_PERCENT} {unit}"));
        }
    }
    Ok(())
}

fn check_machine(machine: &Machine) -> Checked {
    let entry = Entry::of("machine", &machine.id);
    entry.amounts(&[
        ("machine_per_hour", machine.machine_per_hour),
        ("labour_per_hour", machine.labour_per_hour),
        ("setup_per_hour", machine.setup_per_hour),
    ])?;
    machine.rates_history.iter().try_for_each(|rates| {
        Entry(format!("machine '{}', rates from {}", machine.id, rates.valid_from)).amounts(&[
            ("machine_per_hour", rates.machine_per_hour),
            ("labour_per_hour", rates.labour_per_hour),
            ("setup_per_hour", rates.setup_per_hour),
        ])
    })?;
    entry.percents(&[("attendance_percent", machine.attendance_percent)], LARGEST_PERCENT)?;
    for (field, value) in [
        ("max_diameter_mm", machine.max_diameter_mm),
        ("max_length_mm", machine.max_length_mm),
        ("bar_capacity_mm", machine.bar_capacity_mm),
        ("max_rpm", machine.max_rpm),
        ("power_kw", machine.power_kw),
        ("rapid_mm_per_min", machine.rapid_mm_per_min),
    ] {
        entry.known(field, value)?;
    }
    entry.sizes("travel_mm", machine.travel_mm.as_ref().map_or(&[], |travel| travel.as_slice()))?;
    entry.number("removal_factor", machine.removal_factor, Range::Above)?;
    for (field, value) in [("tool_change_s", machine.tool_change_s), ("load_unload_s", machine.load_unload_s), ("setup_s", machine.setup_s)]
    {
        entry.number(field, value, Range::FromZero)?;
    }
    if let Some(grade) = machine.holds_it_grade.filter(|grade| !(1..=18).contains(grade)) {
        return entry.refuse("holds_it_grade", grade, "write an ISO 286 grade from 1 to 18");
    }
    tool::check_sheet(&entry, machine)?;
    entry.number("unattended_hours_per_day", machine.unattended_hours_per_day, Range::UpTo(24.0))?;
    let open = machine.hours_per_day;
    if !(open > 0.0 && open + machine.unattended_hours_per_day <= 24.0) {
        return entry.refuse("hours_per_day", open, "write above 0 hours and, with the unattended hours, at most 24");
    }
    Ok(())
}

fn check_material(material: &Material) -> Checked {
    let entry = Entry::of("material", &material.id);
    entry.number("density_kg_dm3", material.density_kg_dm3, Range::Above)?;
    entry.known("hardness_hb", material.hardness_hb)?;
    entry.amounts(&[("price_per_kg", material.price_per_kg), ("minimum_purchase", material.minimum_purchase)])?;
    entry.percents(&[("surcharge_percent", material.surcharge_percent)], LARGEST_PERCENT)?;
    material.price_history.iter().try_for_each(|price| {
        Entry(format!("material '{}', price of {}", material.id, price.price_date)).amounts(&[("price_per_kg", price.price_per_kg)])
    })?;
    entry.days(&[("delivery_working_days", material.delivery_working_days)])?;
    entry.sizes("round_mm", &material.round_mm)?;
    entry.sizes("plate_mm", &material.plate_mm)?;
    entry.sizes("sheet_mm", &material.sheet_mm)
}

fn check_treatment(treatment: &Treatment) -> Checked {
    let entry = Entry::of("treatment", &treatment.id);
    entry.amounts(&[
        ("lot_minimum", treatment.lot_minimum),
        ("per_dm2", treatment.per_dm2.unwrap_or_default()),
        ("per_kg", treatment.per_kg.unwrap_or_default()),
    ])?;
    entry.days(&[("working_days", treatment.working_days)])
}

fn unique<'a>(kind: &str, mut ids: impl Iterator<Item = &'a str>) -> Checked {
    let mut seen = BTreeSet::new();
    match ids.find(|id| !seen.insert(*id)) {
        Some(id) => Entry::of(kind, id).refuse("id", id, "it is there twice; give each its own id"),
        None => Ok(()),
    }
}

mod tool;

#[cfg(test)]
mod tests;
