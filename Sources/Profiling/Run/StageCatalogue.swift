import Probes

/// What reports say about a stage beside its times.
extension Stage {
    /// What it does, in a few words.
    var summary: String {
        switch self {
        case .read: "reading input, cutting it into blocks of whole records"
        case .tokenise: "checking text, finding records and tokens"
        case .lookUp: "looking tokens up in the dictionaries"
        case .derive: "finding what derived columns say"
        case .firstPass: "deciding what the second pass sees"
        case .signatures: "packing what layers see into keys"
        case .probe: "looking keys up in tables of rows"
        case .gather: "adding up rows"
        case .search: "finding the nearest key"
        case .states: "taking decisions into account, finding their rows"
        case .graphs: "running graphs on what was decided"
        case .update: "giving rows noise"
        case .finish: "making the model of the rows"
        case .render: "writing answers as text"
        case .write: "handing output to the system"
        case .wait: "nothing to do"
        }
    }

    /// What its items are, when a token of the run is called `token`.
    func itemName(token: String) -> String {
        switch self {
        case .read, .write: "bytes"
        case .tokenise, .render, .lookUp: token
        case .derive: "entries"
        case .signatures, .probe: "keys"
        case .gather: "rows"
        case .search, .states, .firstPass, .update, .finish: "decisions"
        case .graphs: "records"
        case .wait: "waits"
        }
    }

    /// How it reaches memory.
    var access: StageFacts.Access {
        switch self {
        case .read, .tokenise, .signatures, .render, .write, .finish: .streaming
        case .lookUp, .firstPass, .probe, .gather, .states, .update: .gathering
        case .derive, .search, .graphs, .wait: .cached
        }
    }
}
