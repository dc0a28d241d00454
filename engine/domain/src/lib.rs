//! The nouns of the house: neutral values every room exchanges. No reading, no routing, no pricing happens here.
//!
//! Architecture invariant: nothing in this crate touches a file, a clock, an environment variable or a network;
//! the drawing half (`documents`, `drawing`) and the workshop half (`machining`, `quoting`) meet only here.

mod analysis;
mod booking;
mod comparison;
mod diagnostic;
mod document;
mod face_graph;
mod feature;
mod flat;
mod flat_cutting;
mod inspection;
mod layout;
mod money;
mod order;
mod part;
mod place;
mod quote;
mod quoted;
mod raster;
mod recognition;
mod request;
mod routing;
mod sheet;
mod shop;
mod solid;
mod terms;
mod view;
mod workflow;

pub use analysis::{Analysis, FileKind, PageInfo};
pub use booking::{BookingFlag, BookingKind, TimeBooking};
pub use comparison::{Change, ChangeKind, Subject};
pub use diagnostic::{Diagnostic, Reading, Severity};
pub use document::{CharBox, DocumentPage, PageImage, Segment, TextSpan};
pub use face_graph::{Convexity, EdgeCurve, FaceGraph, FaceLoop, FaceSurface, GraphEdge, GraphFace};
pub use feature::{Feature, FeatureKind, Pattern, ProfileStep, StepKind};
pub use flat::{FlatContour, FlatGeometry, FlatLayout, FlatText, FlatTextKind};
pub use flat_cutting::{FlatBend, FlatCutting, FlatGap, FlatHole, FlatPiece, ThicknessHint};
pub use inspection::{Characteristic, InspectionNeed, InspectionPlan, Instrument, Measurand};
pub use layout::{LayoutMark, LearnedField, LearnedLayout, Lesson, Taught, TaughtValue};
pub use money::Money;
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
pub use recognition::{ClassifiedPart, PartClass, Recognition, Setup, SheetMetal};
pub use request::{ArticleRequest, CustomerRequest, MailMessage, Said, Sender};
pub use routing::{ExternalTreatment, Operation, OperationKind, RawStock, Routing, StockForm, StockOrigin, TimeBasis, TimeEstimate};
pub use sheet::{
    Dimension, DimensionKind, DrawingReading, DrawnScale, GeometricTolerance, Note, Roughness, SheetReading, TitleBlock, TitleBlockField,
};
pub use shop::{
    BookedLoad, Calendar, Closure, Company, Customer, Machine, MachineKind, MachineRates, Material, MaterialPrice, NonRecurringMode, Rates,
    ScenarioSettings, Shop, ShopError, StockItem, Treatment, VatRegime, WorkCentre,
};
pub use solid::{FaceKind, FaceSummary, Hole, HoleKind, HoleStep, ProductNode, SolidGeometry};
pub use terms::{
    ExtraCost, LARGEST_TYPED, LineOverride, LineTerms, ManualLine, ManualOperation, OfferBreak, OfferFor, Override, OverrideField,
    QuoteTerms, SupplierOffer,
};
pub use view::{Convention, ProjectionBasis, Restriction, SheetSign, View, ViewKind};
pub use workflow::{Difference, DifferenceKind, Gates, PurchaseOrder, PurchaseOrderLine, QuoteEvent, QuoteStatus};
