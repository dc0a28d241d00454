//! Layouts: the texts of each sheet of paper, its size, the scale and the part of model space its viewports show.
#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use trusquin_documents::dxf::read_dxf;

/// Model space with two sheets, as AutoCAD writes them: the sheet last shown among the entities, the other in its block.
const SHEETS: &str = "0\nSECTION\n2\nHEADER\n9\n$ACADVER\n1\nAC1015\n9\n$INSUNITS\n70\n4\n0\nENDSEC\n\
0\nSECTION\n2\nTABLES\n0\nTABLE\n2\nBLOCK_RECORD\n0\nBLOCK_RECORD\n5\n1F\n2\n*Model_Space\n0\nBLOCK_RECORD\n5\n1B\n2\n*Paper_Space\n\
0\nBLOCK_RECORD\n5\n1D\n2\n*Paper_Space0\n0\nENDTAB\n0\nENDSEC\n\
0\nSECTION\n2\nBLOCKS\n0\nBLOCK\n5\n20\n2\n*Model_Space\n0\nENDBLK\n0\nBLOCK\n2\n*Paper_Space0\n10\n0\n20\n0\n\
0\nTEXT\n5\nA1\n330\n1D\n67\n1\n8\n0\n10\n5\n20\n5\n40\n3.5\n1\nsecond\n0\nENDBLK\n0\nENDSEC\n\
0\nSECTION\n2\nENTITIES\n0\nLINE\n5\nB1\n330\n1F\n8\n0\n10\n0\n20\n0\n11\n100\n21\n50\n\
0\nTEXT\n5\nB2\n330\n1F\n8\n0\n10\n1\n20\n1\n40\n3.5\n1\nmodel\n\
0\nVIEWPORT\n5\nC0\n330\n1B\n67\n1\n8\n0\n10\n128\n20\n97\n40\n300\n41\n200\n68\n1\n69\n1\n12\n128\n22\n97\n45\n200\n\
0\nVIEWPORT\n5\nC1\n330\n1B\n67\n1\n8\n0\n10\n100\n20\n100\n40\n200\n41\n100\n68\n2\n69\n2\n12\n60\n22\n30\n16\n0\n26\n0\n36\n1\n45\n200\n51\n0\n\
0\nTEXT\n5\nB3\n330\n1B\n67\n1\n8\n0\n10\n5\n20\n5\n40\n3.5\n1\nfirst\n0\nENDSEC\n\
0\nSECTION\n2\nOBJECTS\n\
0\nLAYOUT\n5\nD1\n330\n1A\n100\nAcDbPlotSettings\n1\n\n44\n297\n45\n420\n72\n1\n73\n1\n100\nAcDbLayout\n1\nPlan B\n71\n2\n330\n1B\n\
0\nLAYOUT\n5\nD2\n330\n1A\n100\nAcDbPlotSettings\n1\n\n44\n210\n45\n297\n72\n1\n73\n0\n100\nAcDbLayout\n1\nPlan A\n71\n1\n330\n1D\n\
0\nLAYOUT\n5\nD3\n330\n1A\n100\nAcDbPlotSettings\n1\n\n100\nAcDbLayout\n1\nModel\n71\n0\n330\n1F\n0\nENDSEC\n0\nEOF\n";

#[test]
fn sheets_come_in_the_order_of_their_tabs() {
    let drawing = read_dxf(SHEETS.as_bytes()).unwrap().value;
    let layouts: Vec<_> = drawing.layouts.iter().map(|it| (it.number, it.name.as_str(), it.size_mm)).collect();
    assert_eq!(layouts, vec![(2, "Plan A", Some([210.0, 297.0])), (1, "Plan B", Some([420.0, 297.0]))]);
    // Paper 100 high shows 200 of the model; the paper's own viewport (number 1) shows nothing.
    assert_eq!(drawing.layouts[1].scale, Some(("C1".to_owned(), 0.5)));
    assert_eq!(drawing.layouts[1].windows, vec![[-140.0, -70.0, 260.0, 130.0]]);
    assert_eq!((drawing.layouts[0].scale.as_ref(), drawing.layouts[0].windows.len()), (None, 0));
    let texts: Vec<_> = drawing.texts.iter().map(|it| (it.text.as_str(), it.layout, it.paper_space)).collect();
    assert_eq!(texts, vec![("second", 2, true), ("model", 0, false), ("first", 1, true)]);
    assert_eq!(
        drawing.geometry.entities.iter().map(|(kind, count)| (kind.as_str(), *count)).collect::<Vec<_>>(),
        vec![("LINE", 1), ("TEXT", 1)]
    );
}

#[test]
fn views_from_the_side_show_no_part_of_the_plane() {
    let turned = SHEETS.replace("16\n0\n26\n0\n36\n1\n", "16\n0\n26\n-1\n36\n0\n");
    assert!(read_dxf(turned.as_bytes()).unwrap().value.layouts[1].windows.is_empty());
    let switched_off = SHEETS.replace("68\n2\n69\n2", "68\n0\n69\n2");
    assert!(read_dxf(switched_off.as_bytes()).unwrap().value.layouts[1].windows.is_empty());
    let twisted = SHEETS.replace("51\n0\n", "51\n90\n");
    let window = read_dxf(twisted.as_bytes()).unwrap().value.layouts[1].windows[0];
    let expected = [-70.0, -260.0, 130.0, 140.0];
    assert!(window.iter().zip(expected).all(|(a, b)| (a - b).abs() < 1e-9), "{window:?}");
}
