extension TaggingGraphs {
    /// Windows for the classes, of a corpus that is still to be loaded.
    func windows(of corpus: TaggedCorpus) -> TagWindows {
        TagWindows(classes: classes, tokens: corpus.tokens, labels: labels, marginSteps: marginSteps)
    }
}
