/// Which graphs run on an input.
public enum GraphChoice: String, Sendable, Hashable, Codable, CaseIterable {
    /// All of them, one after the other.
    case order
    /// Those whose embedding lies near the key of the input's tokens, and those that have none.
    case embedding
    /// The one that is decoded from the input, in the place of the learned list.
    case decoded
}
