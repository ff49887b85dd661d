-- Values of an indicator are put in order by their exact decimals and no longer by the float beside them, so that nothing asks for this
-- index, to which every accepted and every superseded value was written. Whether there is a figure is told by value_by_trust.
DROP INDEX value_by_figure;
