/// Which of the page's colours a stage has.
struct StageColours {
    /// Colours of stages that work; stages beyond them begin again.
    static let count = 8

    private let classes: [String]

    init(_ stages: [StageFacts]) {
        var next = 0
        classes = stages.map { stage in
            if stage.isIdle { return "idle" }
            defer { next += 1 }
            return "c\(next % Self.count)"
        }
    }

    /// The style class of a stage's colour; −1 is a block.
    subscript(_ stage: Int) -> String {
        stage == -1 ? "block" : classes.indices.contains(stage) ? classes[stage] : "idle"
    }

    /// A list of the colours and their stages' names.
    func legend(_ stages: [StageFacts]) -> String {
        let items = stages.enumerated().map { index, stage in
            Markup.element(
                "li",
                Markup.element("span", ["class": "swatch \(self[index])"], "") + Markup.escaped(stage.name))
        }
        return Markup.element("ul", ["class": "legend"], items.joined())
    }
}
