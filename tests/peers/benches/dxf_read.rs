//! Reading speed of this crate's DXF reader beside the `dxf` crate on the same bytes: `make bench`.
//!
//! Ours also measures (envelope, lengths, contours); the `dxf` crate only builds its entities.

use std::alloc::{GlobalAlloc, Layout, System};
use std::fmt::Write;
use std::hint::black_box;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

use divan::Bencher;
use divan::counter::BytesCount;
use trusquin_documents::dxf::read_dxf;

/// Counts the bytes held, for the peak of each reader.
struct Counting;

static HELD: AtomicUsize = AtomicUsize::new(0);
static PEAK: AtomicUsize = AtomicUsize::new(0);

// An allocator is the one place where unsafe cannot be avoided; it only passes the calls on.
#[allow(unsafe_code)]
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        let held = HELD.fetch_add(layout.size(), Ordering::Relaxed) + layout.size();
        PEAK.fetch_max(held, Ordering::Relaxed);
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, place: *mut u8, layout: Layout) {
        HELD.fetch_sub(layout.size(), Ordering::Relaxed);
        unsafe { System.dealloc(place, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// A perforated plate as a CAD system writes it: outlines, holes, slots as polylines, texts; about 100 bytes an entity and up.
fn plate(rows: usize, columns: usize) -> Vec<u8> {
    let mut out = String::from("  0\nSECTION\n  2\nHEADER\n  9\n$ACADVER\n  1\nAC1015\n  9\n$INSUNITS\n 70\n     4\n  0\nENDSEC\n");
    out.push_str("  0\nSECTION\n  2\nENTITIES\n");
    let mut handle = 0x100;
    let mut entity = |out: &mut String, kind: &str, class: &str| {
        handle += 1;
        let _ = write!(out, "  0\n{kind}\n  5\n{handle:X}\n330\n1F\n100\nAcDbEntity\n  8\nCONTOUR\n100\n{class}\n");
    };
    for row in 0..rows {
        for column in 0..columns {
            let (x, y) = (column as f64 * 20.0 + 0.123_456_789, row as f64 * 20.0 + 0.987_654_321);
            entity(&mut out, "CIRCLE", "AcDbCircle");
            let _ = write!(out, " 10\n{x}\n 20\n{y}\n 30\n0.0\n 40\n2.5\n");
            entity(&mut out, "LINE", "AcDbLine");
            let _ = write!(out, " 10\n{x}\n 20\n{y}\n 30\n0.0\n 11\n{}\n 21\n{y}\n 31\n0.0\n", x + 8.0);
            entity(&mut out, "LWPOLYLINE", "AcDbPolyline");
            out.push_str(" 90\n        4\n 70\n     1\n 43\n0.0\n");
            for (dx, dy, bulge) in [(6.0, 6.0, 0.0), (12.0, 6.0, 1.0), (12.0, 9.0, 0.0), (6.0, 9.0, 1.0)] {
                let _ = write!(out, " 10\n{}\n 20\n{}\n 42\n{bulge:.1}\n", x + dx, y + dy);
            }
            if column % 10 == 0 {
                entity(&mut out, "TEXT", "AcDbText");
                let _ = write!(out, " 10\n{x}\n 20\n{y}\n 30\n0.0\n 40\n2.5\n  1\nREP {row}-{column}\n100\nAcDbText\n");
            }
        }
    }
    out.push_str("  0\nENDSEC\n  0\nEOF\n");
    out.into_bytes()
}

fn with_the_dxf_crate(bytes: &[u8]) -> usize {
    let mut stream = std::io::Cursor::new(bytes);
    dxf::Drawing::load(&mut stream).map_or(0, |drawing| drawing.entities().count())
}

fn with_ours(bytes: &[u8]) -> usize {
    read_dxf(bytes).map_or(0, |reading| reading.value.geometry.entities.values().sum::<u32>() as usize)
}

#[divan::bench]
fn ours(bencher: Bencher<'_, '_>) {
    let bytes = plate(100, 100);
    bencher.counter(BytesCount::of_slice(&bytes)).bench(|| with_ours(black_box(&bytes)));
}

#[divan::bench]
fn dxf_crate(bencher: Bencher<'_, '_>) {
    let bytes = plate(100, 100);
    bencher.counter(BytesCount::of_slice(&bytes)).bench(|| with_the_dxf_crate(black_box(&bytes)));
}

/// Best of several runs and the peak of memory above what was held before.
fn measured(read: fn(&[u8]) -> usize, bytes: &[u8]) -> (f64, usize, usize) {
    let mut best = f64::INFINITY;
    let mut entities = 0;
    let before = HELD.load(Ordering::Relaxed);
    PEAK.store(before, Ordering::Relaxed);
    for _ in 0..7 {
        let start = Instant::now();
        entities = read(black_box(bytes));
        best = best.min(start.elapsed().as_secs_f64());
    }
    (best, entities, PEAK.load(Ordering::Relaxed) - before)
}

fn main() {
    divan::main();
    let bytes = plate(100, 100);
    let size = bytes.len() as f64 / 1e6;
    let (ours, count, peak) = measured(with_ours, &bytes);
    let (theirs, their_count, their_peak) = measured(with_the_dxf_crate, &bytes);
    println!("same {size:.1} MB, best of 7 runs:");
    println!("  ours       {:6.1} MB/s, {count} entities, peak {:.1} MB (with measuring)", size / ours, peak as f64 / 1e6);
    println!("  dxf crate  {:6.1} MB/s, {their_count} entities, peak {:.1} MB", size / theirs, their_peak as f64 / 1e6);
    println!("  ratio      {:6.2} times the speed, {:.2} of the memory", theirs / ours, peak as f64 / their_peak.max(1) as f64);
}
