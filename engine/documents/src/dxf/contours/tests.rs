use super::*;

fn line(a: [f64; 2], b: [f64; 2]) -> Curve {
    Curve::Line(a, b)
}

fn circle(centre: [f64; 2], radius: f64) -> Curve {
    Curve::Arc { centre, u: [radius, 0.0], v: [0.0, radius], start: 0.0, sweep: TAU }
}

fn rectangle(x: f64, y: f64, width: f64, height: f64) -> Vec<Curve> {
    let corners = [[x, y], [x + width, y], [x + width, y + height], [x, y + height]];
    (0..4).map(|index| line(corners[index], corners[(index + 1) % 4])).collect()
}

fn summary(chained: &Chained) -> Vec<(i64, u32, Option<i64>)> {
    chained
        .contours
        .iter()
        .map(|contour| (contour.area.round() as i64, contour.depth, contour.diameter.map(|d| d.round() as i64)))
        .collect()
}

#[test]
fn a_plate_with_a_slot_and_a_hole_in_it() {
    let mut curves = rectangle(0.0, 0.0, 100.0, 50.0);
    curves.extend(rectangle(10.0, 10.0, 30.0, 30.0));
    curves.push(circle([25.0, 25.0], 5.0));
    curves.push(circle([70.0, 25.0], 10.0));
    let chained = chain(&mut curves, 1.0);
    assert_eq!(summary(&chained), vec![(5000, 0, None), (900, 1, None), (314, 1, Some(20)), (79, 2, Some(10))]);
    assert!((chained.length - (300.0 + 120.0 + TAU * 15.0)).abs() < 1e-9);
    assert_eq!((chained.doubles, chained.open), (0, 0));
}

#[test]
fn order_direction_small_gaps_and_doubles_do_not_matter() {
    let mut curves = rectangle(0.0, 0.0, 20.0, 10.0);
    curves.reverse();
    curves[1] = line([0.0, 10.004], [20.0, 10.0]);
    curves.push(line([20.0, 0.0], [0.0, 0.0]));
    curves.push(line([20.0, 5.0], [30.0, 5.0]));
    let chained = chain(&mut curves, 1.0);
    assert_eq!(summary(&chained), vec![(200, 0, None)]);
    assert_eq!((chained.doubles, chained.open), (1, 1));
}

#[test]
fn half_circles_make_a_circle() {
    let half = |start: f64| Curve::Arc { centre: [3.0, 4.0], u: [6.0, 0.0], v: [0.0, 6.0], start, sweep: TAU / 2.0 };
    let chained = chain(&mut vec![half(0.0), half(TAU / 2.0)], 1.0);
    assert_eq!(summary(&chained), vec![(113, 0, Some(12))]);
}

#[test]
fn outlines_that_touch_in_a_corner_are_two() {
    let mut curves = rectangle(0.0, 0.0, 10.0, 10.0);
    curves.extend(rectangle(10.0, 10.0, 5.0, 5.0));
    let chained = chain(&mut curves, 1.0);
    assert_eq!(chained.open, 0);
    assert!((chained.contours.iter().map(|contour| contour.length).sum::<f64>() - 60.0).abs() < 1e-9);
}

#[test]
fn nothing_to_chain() {
    let chained = chain(&mut Vec::new(), 1.0);
    assert!(chained.contours.is_empty() && chained.length == 0.0);
    assert_eq!(chain(&mut vec![line([0.0, 0.0], [1.0, 0.0])], 1.0).open, 1);
}

#[test]
fn a_gap_of_the_exporter_is_closed_and_told() {
    let mut curves = rectangle(0.0, 0.0, 200.0, 100.0);
    curves[1] = line([200.3, 0.0], [200.0, 100.0]);
    curves.push(circle([50.0, 50.0], 10.0));
    let chained = chain(&mut curves, 1.0);
    assert_eq!(chained.contours.iter().map(|contour| contour.depth).collect::<Vec<_>>(), vec![0, 1]);
    assert!((chained.contours[0].gap - 0.3).abs() < 1e-9 && chained.contours[1].gap < 1e-9, "{:?}", chained.contours);
    assert_eq!((chained.contours[1].parent, chained.open), (Some(0), 0));
}

#[test]
fn a_gap_too_wide_stays_open_with_its_ends() {
    let mut curves = rectangle(0.0, 0.0, 200.0, 100.0);
    curves[2] = line([200.0, 100.0], [7.0, 100.0]);
    let chained = chain(&mut curves, 1.0);
    assert!(chained.contours.is_empty());
    assert_eq!(chained.chains.len(), 1);
    assert_eq!(chained.chains[0].loose, vec![[0.0, 100.0], [7.0, 100.0]]);
    assert_eq!(chained.chains[0].strokes, 1);
    assert!((chained.chains[0].length - 593.0).abs() < 1e-9);
}

#[test]
fn lines_over_lines_count_once_and_close_outlines() {
    // The lower side in two pieces that overlap, the upper one drawn again in part.
    let mut curves = rectangle(0.0, 0.0, 100.0, 50.0);
    curves[0] = line([0.0, 0.0], [60.0, 0.0]);
    curves.push(line([100.0, 0.0], [40.0, 0.0]));
    curves.push(line([20.0, 50.0], [70.0, 50.0]));
    let chained = chain(&mut curves, 1.0);
    assert_eq!(summary(&chained), vec![(5000, 0, None)]);
    assert!((chained.length - 300.0).abs() < 1e-9, "{}", chained.length);
    assert!((chained.covered.values().sum::<f64>() - 70.0).abs() < 1e-9);
    assert_eq!((chained.open, chained.chains.len()), (0, 0));
}

#[test]
fn neighbours_share_an_edge_that_is_cut_once() {
    // Two plates side by side: the longer one's edge covers the other's.
    let mut curves = rectangle(0.0, 0.0, 50.0, 100.0);
    curves.extend(rectangle(50.0, 20.0, 30.0, 40.0));
    let chained = chain(&mut curves, 1.0);
    assert_eq!(chained.contours.len(), 2);
    assert!((chained.length - (300.0 + 140.0 - 40.0)).abs() < 1e-9, "{}", chained.length);
}

#[test]
fn the_open_side_of_a_small_letter_is_no_gap() {
    // A plate, and a C of 2 x 2 mm open by 0.3 mm.
    let mut curves = rectangle(0.0, 0.0, 200.0, 100.0);
    for [a, b] in [[[12.0, 10.3], [12.0, 12.0]], [[12.0, 12.0], [10.0, 12.0]], [[10.0, 12.0], [10.0, 10.0]], [[10.0, 10.0], [12.0, 10.0]]] {
        curves.push(line(a, b));
    }
    let chained = chain(&mut curves, 1.0);
    assert_eq!(chained.contours.len(), 1);
    assert_eq!((chained.open, chained.chains.len()), (4, 1));
}
