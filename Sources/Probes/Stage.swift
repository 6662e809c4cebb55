/// A part of the work whose time is told apart. The order is that of the work; waiting comes last.
public enum Stage: UInt8, CaseIterable, Sendable {
    /// Reading the input and cutting it into blocks of whole records.
    case read
    /// Checking the text of a block and finding its records and tokens.
    case tokenise
    /// Looking tokens up in the dictionaries.
    case lookUp
    /// Finding what derived columns say.
    case derive
    /// Deciding, or learning to decide, what a second pass sees.
    case firstPass
    /// Packing what layers see into keys, and making the records of tokens not met before.
    case signatures
    /// Looking keys up in tables of rows.
    case probe
    /// Adding up rows.
    case gather
    /// Finding the nearest key.
    case search
    /// Taking decisions into account, and finding the rows of the layers that see them.
    case states
    /// Running graphs on what was decided.
    case graphs
    /// Learning: giving rows noise.
    case update
    /// Learning: turning rows into the finished model.
    case finish
    /// Writing answers as text.
    case render
    /// Handing output to the system.
    case write
    /// Nothing to do: waiting for other workers or for the caller.
    case wait

    /// Name in reports.
    ///
    /// - Complexity: O(1).
    public var name: String {
        switch self {
        case .read: "read"
        case .tokenise: "tokenise"
        case .lookUp: "look up"
        case .derive: "derive"
        case .firstPass: "first pass"
        case .signatures: "signatures"
        case .probe: "probe"
        case .gather: "gather"
        case .search: "search"
        case .states: "states"
        case .graphs: "graphs"
        case .update: "update"
        case .finish: "finish"
        case .render: "render"
        case .write: "write"
        case .wait: "wait"
        }
    }
}
