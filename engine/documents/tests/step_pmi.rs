//! Dimensions and tolerances a model states of itself, as the writers of AP242 put them.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod step_text;

use trusquin_documents::step::read_step;
use trusquin_domain::{DimensionKind, SolidGeometry};

use step_text::{Text, block};

/// A block with these instances beside it; `@mm`, `@inch` and `@deg` stand for units.
fn read(pmi: &str) -> SolidGeometry {
    let mut t = Text::default();
    let faces = block(&mut t, [1.0, 2.0, 3.0]);
    let solid = t.solid(&faces);
    let context = t.context("mm");
    t.product("part", &[solid], context);
    let mm = t.add("(LENGTH_UNIT()NAMED_UNIT(*)SI_UNIT(.MILLI.,.METRE.))");
    let one = t.add(&format!("LENGTH_MEASURE_WITH_UNIT(LENGTH_MEASURE(25.4),#{mm})"));
    let inch = t.add(&format!("(CONVERSION_BASED_UNIT('INCH',#{one})LENGTH_UNIT()NAMED_UNIT(*))"));
    let radian = t.add("(NAMED_UNIT(*)PLANE_ANGLE_UNIT()SI_UNIT($,.RADIAN.))");
    let one = t.add(&format!("PLANE_ANGLE_MEASURE_WITH_UNIT(PLANE_ANGLE_MEASURE(0.0174532925199433),#{radian})"));
    let degree = t.add(&format!("(CONVERSION_BASED_UNIT('DEGREE',#{one})NAMED_UNIT(*)PLANE_ANGLE_UNIT())"));
    let pmi = pmi.replace("@mm", &format!("#{mm}")).replace("@inch", &format!("#{inch}")).replace("@deg", &format!("#{degree}"));
    let pmi = pmi.replace("@context", &format!("#{context}"));
    read_step(t.file().replace("DATA;\n", &format!("DATA;\n{pmi}")).as_bytes()).expect("readable").value
}

#[test]
fn sizes_with_deviations_fits_and_limits() {
    let item = |id: u32, name: &str, value: &str, unit: &str| {
        format!(
            "#{id}=(LENGTH_MEASURE_WITH_UNIT()MEASURE_REPRESENTATION_ITEM()MEASURE_WITH_UNIT(LENGTH_MEASURE({value}),{unit})REPRESENTATION_ITEM('{name}'));\n"
        )
    };
    let said = |id: u32, dimension: &str, items: &str| {
        format!(
            "#{id}={dimension};\n#{}=SHAPE_DIMENSION_REPRESENTATION('',({items}),@context);\n#{}=DIMENSIONAL_CHARACTERISTIC_REPRESENTATION(#{id},#{});\n",
            id + 1,
            id + 2,
            id + 1
        )
    };
    let pmi = [
        said(9000, "DIMENSIONAL_SIZE(#1,'diameter')", "#9003"),
        item(9003, "nominal value", "35.", "@mm"),
        "#9004=LENGTH_MEASURE_WITH_UNIT(LENGTH_MEASURE(-0.2),@mm);\n#9005=LENGTH_MEASURE_WITH_UNIT(LENGTH_MEASURE(0.),@mm);\n".to_owned(),
        "#9006=TOLERANCE_VALUE(#9004,#9005);\n#9007=PLUS_MINUS_TOLERANCE(#9006,#9000);\n".to_owned(),
        said(9010, "DIMENSIONAL_SIZE(#1,'diameter')", "#9013"),
        item(9013, "nominal value", "0.5", "@inch"),
        "#9014=LIMITS_AND_FITS('H','hole','7','');\n#9015=PLUS_MINUS_TOLERANCE(#9014,#9010);\n".to_owned(),
        said(9020, "DIMENSIONAL_LOCATION('linear distance',$,#1,#2)", "#9023,#9024"),
        item(9023, "upper limit", "10.05", "@mm"),
        item(9024, "lower limit", "10.", "@mm"),
        said(9030, "ANGULAR_LOCATION('',$,#1,#2,.SMALL.)", "#9033"),
        "#9033=(MEASURE_REPRESENTATION_ITEM()MEASURE_WITH_UNIT(PLANE_ANGLE_MEASURE(45.),@deg)PLANE_ANGLE_MEASURE_WITH_UNIT()REPRESENTATION_ITEM('nominal value'));\n".to_owned(),
        // A size whose value is missing says nothing.
        said(9040, "DIMENSIONAL_SIZE(#1,'diameter')", "#9999"),
    ]
    .concat();
    let g = read(&pmi);
    let told: Vec<_> =
        g.dimensions.iter().map(|d| (d.text.as_str(), d.kind, d.nominal_mm, d.lower_mm, d.upper_mm, d.fit.as_deref())).collect();
    assert_eq!(
        told,
        [
            ("Ø35 0/-0.2", DimensionKind::Diameter, Some(35.0), Some(-0.2), Some(0.0), None),
            ("Ø12.7 H7", DimensionKind::Diameter, Some(12.7), None, None, Some("H7")),
            ("10 +0.05/0", DimensionKind::Linear, Some(10.0), Some(0.0), Some(0.05), None),
            ("45°", DimensionKind::Angle, None, None, None, None),
        ]
    );
    assert_eq!(g.dimensions[3].nominal_deg, Some(45.0));
    let references: Vec<_> = g.dimensions.iter().filter_map(|d| d.reference.as_deref()).collect();
    assert_eq!(references, ["#9000", "#9010", "#9020", "#9030"]);
}

#[test]
fn tolerances_with_their_datums() {
    let pmi = "#9000=LENGTH_MEASURE_WITH_UNIT(LENGTH_MEASURE(0.1),@mm);\n\
        #9001=DATUM('',$,#1,.F.,'A');\n#9002=DATUM('',$,#1,.F.,'B');\n\
        #9003=DATUM_REFERENCE_COMPARTMENT('',$,#1,.F.,#9001,$);\n\
        #9004=DATUM_REFERENCE_ELEMENT('',$,#1,.F.,#9001,$);\n#9005=DATUM_REFERENCE_ELEMENT('',$,#1,.F.,#9002,$);\n\
        #9006=DATUM_REFERENCE_COMPARTMENT('',$,#1,.F.,COMMON_DATUM_LIST((#9004,#9005)),$);\n\
        #9007=DATUM_SYSTEM('',$,#1,.F.,(#9003,#9006));\n\
        #9010=(GEOMETRIC_TOLERANCE('P','',#9000,#1)GEOMETRIC_TOLERANCE_WITH_DATUM_REFERENCE((#9007))GEOMETRIC_TOLERANCE_WITH_MODIFIERS((.MAXIMUM_MATERIAL_REQUIREMENT.))POSITION_TOLERANCE());\n\
        #9011=TOLERANCE_ZONE_FORM('cylindrical or circular');\n#9012=TOLERANCE_ZONE('',$,#1,.F.,(#9010),#9011);\n\
        #9013=FLATNESS_TOLERANCE('F','',#9000,#1);\n\
        #9014=DATUM_REFERENCE(1,#9002);\n#9015=PERPENDICULARITY_TOLERANCE('Q','',#9000,#1,(#9014));\n\
        #9016=FLATNESS_TOLERANCE('without a value','',#9999,#1);\n";
    let g = read(pmi);
    let told: Vec<_> =
        g.tolerances.iter().map(|t| (t.text.as_str(), t.characteristic.as_str(), t.datums.join(","), t.reference.as_deref())).collect();
    assert_eq!(
        told,
        [
            ("⌖ Ø0.1 M A A-B", "position", "A,A-B".to_owned(), Some("#9010")),
            ("⏥ 0.1", "flatness", String::new(), Some("#9013")),
            ("⊥ 0.1 B", "perpendicularity", "B".to_owned(), Some("#9015")),
        ]
    );
    assert_eq!((g.tolerances[0].modifiers.as_slice(), g.tolerances[0].value_mm), (&["M".to_owned()][..], Some(0.1)));
}
