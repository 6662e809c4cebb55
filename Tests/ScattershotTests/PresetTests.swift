import KeyLayers
import Platform
import Scattershot
import Testing

@Suite struct PresetTests {
    private static let formats: [DataFormat] = [
        .spacing, .tags(), .tags(inputColumns: 2), .tags(inputColumns: 4), .pairs(.characters), .conllu,
    ]

    @Test(arguments: formats) func fastIsWhatAFormatHas(format: DataFormat) throws {
        let settings = try TrainingSettings(for: format, preset: .fast)
        #expect(settings.layers == TrainingSettings(for: format).layers)
        #expect(settings.margin == TrainingSettings(for: format).margin)
    }

    /// A preset has every layer once, numbers its columns after those of the data, and trains.
    @Test(arguments: formats) func accurateSettingsHold(format: DataFormat) throws {
        let settings = try TrainingSettings(for: format, preset: .accurate)
        try settings.check()
        #expect(Set(settings.layers).count == settings.layers.count)
        let base = TrainingSettings(for: format).layers.filter { !$0.isDynamic }
        #expect(Set(settings.layers).isSuperset(of: base))
        for (index, column) in settings.columns.enumerated() {
            #expect(column.number == format.inputColumns + index + 1)
        }
    }

    @Test func rolesNeedPartsOfSpeech() throws {
        #expect(try TrainingSettings(for: .tags(inputColumns: 2), preset: .roles).columns.count > 2)
        for format in [DataFormat.spacing, .tags(), .tags(inputColumns: 3), .pairs(.words)] {
            #expect(throws: InvalidStructure.self) { try TrainingSettings(for: format, preset: .roles) }
        }
    }

    @Test func presetsTrain() throws {
        let text = EnglishLikeText.columns(120, seed: 3, chunks: true)
        for preset in [Preset.fast, .accurate, .roles] {
            let format = DataFormat.tags(inputColumns: 2)
            let settings = try TrainingSettings(for: format, preset: preset)
            let model = try Trainer(format, settings: settings).train(MemorySource(text, name: "train"))
            let report = try Evaluator(model: model).evaluate(
                MemorySource(text, name: "train"), pool: .init(threads: 1))
            #expect(report.headline.value > 0.95, "\(preset)")
        }
        let lines = EnglishLikeText.lines(150, seed: 1)
        let spacing = try Trainer(.spacing, settings: TrainingSettings(for: .spacing, preset: .accurate))
            .train(lines)
        #expect(try Transducer(model: spacing).transduce("thecatseesadog.").hasPrefix("the cat "))
    }
}
