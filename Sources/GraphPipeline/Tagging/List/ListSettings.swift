/// How a list of graphs is searched.
public struct ListSettings: Sendable, Hashable {
    /// Graphs that a list may have.
    public var most = 50
    /// Conditions that graphs are made of.
    public var conditions = 2000
    /// Candidates of a round built at errors; as many again are edits.
    public var candidates = 6000
    /// Sequences of graph tokens that are decoded from sampled noise in a round.
    public var draws = 400
    /// Rounds in a row without a graph that is accepted, after which the search ends.
    public var patience = 3
    /// Rounds.
    public var rounds = 40
    /// Labels that a graph must gain in the selection slice.
    public var minimumGain = 6
    /// Its certainty there.
    public var selectionCertainty = 2.5
    /// Its certainty in the validation slice.
    public var validationCertainty = 1.0
    /// Graphs that one round may accept.
    public var mostARound = 5

    /// The settings as measured on development data.
    public init() {}
}
