//! The store on both databases: every test here runs on SQLite, then on PostgreSQL in a database of its own.
//!
//! The server is the one of `TRUSQUIN_TEST_POSTGRES` (a superuser's address), else the local one without a password. Where there is none
//! its tests are reported as ignored; with `CI=true` they then fail.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod arrival;
mod bench;
mod dumps;
mod jobs;
mod keeping;
mod migrations;
mod people;
#[allow(dead_code, reason = "the tests of the service use the rest")]
mod postgres;
mod records;

use std::future::Future;
use std::pin::Pin;

use libtest_mimic::{Arguments, Trial};

use bench::{Bench, Which};

type Check = fn(Bench) -> Pin<Box<dyn Future<Output = ()>>>;

/// A module's checks by name.
macro_rules! checks {
    ($module:ident: $($name:ident),* $(,)?) => {
        vec![$((stringify!($name), (|bench| Box::pin($module::$name(bench))) as Check)),*]
    };
}

fn main() {
    let arguments = Arguments::from_args();
    let mut all = checks![keeping:
        the_same_rfq_twice_is_one_rfq_and_one_number,
        a_quote_is_frozen_with_its_shop_and_survives_reopening,
        a_file_is_kept_once_under_its_hash,
        a_file_that_changed_since_it_was_read_is_not_kept,
        numbers_rise_for_ever_and_are_never_given_twice,
        a_failed_quote_takes_no_number,
        two_at_a_time_get_two_numbers,
        descriptors_replace_those_of_their_quote_and_go_with_it,
        bookings_are_kept_once,
        a_taught_layout_takes_the_place_of_its_namesake,
    ];
    all.extend(checks![arrival:
        an_rfq_is_read_then_priced_and_a_repeat_of_any_step_changes_nothing,
        a_list_goes_on_where_it_stopped,
        the_last_two_files_read_at_once_ask_for_one_price,
        the_same_rfq_brought_by_many_is_one,
    ]);
    all.extend(checks![jobs:
        jobs_reach_the_queue_once,
        a_job_that_was_done_can_be_asked_again,
        many_relays_hand_a_job_over_once,
        processes_hear_of_each_other,
    ]);
    all.extend(checks![migrations: up_down_and_up_again, a_newer_database_is_refused, the_queue_and_the_tables_do_not_mix]);
    all.extend(checks![people:
        one_of_many_is_the_first,
        two_admins_who_demote_each_other_leave_one,
        a_change_names_the_version_it_starts_from,
        sessions_and_keys_end,
        every_change_is_in_the_trail_with_who_made_it,
        a_request_with_a_key_is_answered_once,
    ]);
    all.extend(checks![records:
        a_shop_file_becomes_records_and_they_the_same_shop,
        a_change_that_breaks_the_shop_is_refused,
        records_are_listed_in_order_and_searched,
    ]);
    all.extend(checks![dumps:
        a_dump_restores_into_either_database,
        a_dump_is_of_one_moment,
        a_dump_that_is_damaged_or_newer_is_refused,
    ]);
    let reachable = postgres::is_there();
    let mut trials = Vec::new();
    for (name, check) in all {
        for which in [Which::Sqlite, Which::Postgres] {
            let absent = which == Which::Postgres && !reachable && !postgres::must_run();
            let run = move || {
                bench::run(which, check);
                Ok(())
            };
            trials.push(Trial::test(format!("{which:?}::{name}").to_lowercase(), run).with_ignored_flag(absent));
        }
    }
    let absent = !reachable && !postgres::must_run();
    let same = || {
        bench::on_runtime(migrations::both_have_the_same_tables());
        Ok(())
    };
    trials.push(Trial::test("both_have_the_same_tables", same).with_ignored_flag(absent));
    for (name, check) in [
        ("the_first_version_goes_on_counting", migrations::the_first_version_goes_on_counting as fn()),
        ("the_first_version_is_brought_up_to_date", migrations::the_first_version_is_brought_up_to_date),
        ("an_unwritable_folder_is_named_with_its_remedy", keeping::an_unwritable_folder_is_named_with_its_remedy),
        ("a_file_has_one_name_from_wherever_it_is_named", keeping::a_file_has_one_name_from_wherever_it_is_named),
        ("a_server_that_is_not_there_is_told", keeping::a_server_that_is_not_there_is_told),
    ] {
        let run = move || {
            check();
            Ok(())
        };
        trials.push(Trial::test(name, run));
    }
    // Asked for by name with --ignored: it prints a time.
    let timed = || {
        bench::run(Which::Sqlite, |bench| Box::pin(keeping::reading_a_hundred_thousand_descriptors_is_timed(bench)));
        Ok(())
    };
    trials.push(Trial::test("reading_a_hundred_thousand_descriptors_is_timed", timed).with_ignored_flag(true));
    libtest_mimic::run(&arguments, trials).exit();
}
