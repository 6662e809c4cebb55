import KeyLayers

extension ContextLayer {
    /// The layer without parts.
    static let bias = ContextLayer(parts: [])

    /// A layer by its text; a text that cannot be read ends the test run.
    static func at(_ text: String) -> ContextLayer {
        do { return try ContextLayer(text: text) } catch { preconditionFailure("\(error)") }
    }
}
