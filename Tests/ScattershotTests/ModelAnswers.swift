import Scattershot

/// Answers by which models are compared.
enum ModelAnswers {
    private static let inputs = [
        "thecatseesthedog.", "every\told", "x\n\ny", "1\tcat\t_\t_\t_\t_\t_\t_\t_\t_", "café",
    ]

    /// What a model answers, or why it does not.
    static func of(_ model: Model) -> [String] {
        let transducer = Transducer(model: model)
        return inputs.map { input in
            do { return try transducer.transduce(input) } catch { return "\(error)" }
        }
    }
}
