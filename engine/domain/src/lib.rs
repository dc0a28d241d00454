//! The nouns of the house: neutral values every room exchanges. No reading, no routing, no pricing happens here.
//!
//! Architecture invariant: nothing in this crate touches a file, a clock, an environment variable or a network;
//! the drawing half (`documents`, `drawing`) and the workshop half (`machining`, `quoting`) meet only here.

mod analysis;
mod booking;
mod comparison;
mod cutting;
mod diagnostic;
mod document;
mod face_graph;
mod feature;
mod flat;
mod flat_cutting;
mod inspection;
mod layout;
mod machine_sheet;
mod method_sheet;
mod money;
mod operation_time;
mod order;
mod part;
mod place;
mod quote;
mod quoted;
mod raster;
mod raw_stock;
mod recognition;
mod request;
mod routing;
mod sheet;
mod sheet_sign;
mod shop;
mod solid;
mod terms;
mod tool;
mod trade;
mod view;
mod workflow;

pub use analysis::{Analysis, FileKind, PageInfo};
pub use booking::{BookingFlag, BookingKind, TimeBooking};
pub use comparison::{Change, ChangeKind, Subject};
pub use cutting::{ConditionValue, CuttingConditions, CuttingCycle, LimitingFactor};
pub use diagnostic::{Diagnostic, Reading, Severity};
pub use document::{CharBox, DocumentPage, PageImage, Segment, TextSpan};
pub use face_graph::{Convexity, EdgeCurve, FaceGraph, FaceLoop, FaceSurface, GraphEdge, GraphFace};
pub use feature::{Feature, FeatureKind, Pattern, ProfileStep, StepKind};
pub use flat::{FlatContour, FlatGeometry, FlatLayout, FlatText, FlatTextKind};
pub use flat_cutting::{FlatBend, FlatCutting, FlatGap, FlatHole, FlatPiece, ThicknessHint};
pub use inspection::{Characteristic, InspectionNeed, InspectionPlan, Instrument, Measurand};
pub use layout::{LayoutMark, LearnedField, LearnedLayout, Lesson, Taught, TaughtValue};
pub use machine_sheet::{CamSystem, Control, Coolant, MachineSheet, SpindlePoint};
pub use method_sheet::{MethodSheet, Step, StepSize, StepWork};
pub use money::Money;
pub use operation_time::{
    LEARNED_TERM, LearnedTime, MEASURED_RUN, MEASURED_SETUP, OPERATION_SCHEMA, OperationFacts, PHYSICS_RUN, PHYSICS_SETUP, TimeEstimator,
    quoted_operations,
};
pub use order::{Order, OrderLine, WorkOrder, WorkOrderStatus};
pub use part::{
    Disagreement, Evidence, FittedDiameter, HoleNeed, MaterialNeed, OutsideThread, PairProposal, Part, PlaceValue, Process, ProcessGuess,
    ToleranceNeed,
};
pub use place::{Extracted, Reader, SheetBox};
pub use quote::{
    Breakdown, CostKind, LineToPrice, MachineChoice, PricedLine, Quote, QuoteLine, Scenario, ScenarioKind, ScheduledOperation,
};
pub use quoted::{
    AppliedOverride, Dependence, Driver, EstimateBasis, MarginInterval, MoveProposal, Purchase, RequestedDelivery, StockPromise,
};
pub use raster::GreyRaster;
pub use raw_stock::{CuttingList, RawStock, StockForm, StockOrigin};
pub use recognition::{ClassifiedPart, PartClass, Recognition, Setup, SheetMetal};
pub use request::{ArticleRequest, CustomerRequest, MailMessage, Said, Sender};
pub use routing::{
    Alternative, ExternalTreatment, Fixturing, NonRecurringItem, NonRecurringKind, Operation, OperationKind, Routing, TimeBasis,
    TimeEstimate,
};
pub use sheet::{
    Dimension, DimensionKind, DrawingReading, DrawnScale, GeometricTolerance, Note, Roughness, SheetReading, TitleBlock, TitleBlockField,
};
pub use sheet_sign::{CoatedSizes, DatumSign, Restriction, RestrictionKind, SizesHold, Weld};
pub use shop::{
    BookedLoad, Calendar, Closure, Company, Customer, Machine, MachineKind, MachineRates, Material, MaterialPrice, NonRecurringMode, Rates,
    ScenarioSettings, Shop, ShopError, StockItem, Treatment, VatRegime, WorkCentre,
};
pub use solid::{FaceKind, FaceSummary, Hole, HoleKind, HoleStep, ProductNode, SolidGeometry};
pub use terms::{
    ExtraCost, LARGEST_TYPED, LineOverride, LineTerms, ManualLine, ManualOperation, OfferBreak, OfferFor, Override, OverrideField,
    QuoteTerms, SupplierOffer,
};
pub use tool::{Tool, ToolData, ToolGrade, ToolKind, ToolUse};
pub use trade::Trade;
pub use view::{Convention, ProjectionBasis, SheetSign, View, ViewKind};
pub use workflow::{Difference, DifferenceKind, Gates, PurchaseOrder, PurchaseOrderLine, QuoteEvent, QuoteStatus};
