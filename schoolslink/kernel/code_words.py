"""Code words: harmless pairs such as "amber kite".

A message holds one so that its reader knows it is ours; it opens nothing.
"""

import secrets

ADJECTIVES = tuple(
    """
    able active agile airy almond amber ample apricot aqua autumn azure beige bouncy breezy
    brief bright brisk broad bronze bubbly busy buttery calm candid careful caring casual cedar
    central chatty cheery chestnut chief citrus civic classic clean clear clever coastal cobalt
    comfy copper coral cordial cosy cotton creamy crimson crisp curious curly daily dapper
    daring deft dotted downy drifting eager early earnest easy elastic elegant emerald equal
    even fair famous fancy fast feathery festive fine firm fleecy floral fluffy fluted folksy
    fond formal free fresh friendly frosted fruity full gentle gilded ginger glad gleaming
    glossy golden good grand grassy great green handy happy hardy hazel helpful honest humble
    indigo ivory jade jaunty jolly jovial joyful keen khaki kind knitted known lasting lavender
    leafy lemon level light lilac lively local lofty loyal lucky lunar magenta main major maple
    marbled marine maroon mauve meadow mellow merry mighty mild minty misty modern modest mossy
    muted navy neat nimble noble northern novel oaken oaty olive open opal orange orchid ornate
    pastel patient peachy peppy perky pewter placid plain playful pleasant plucky plum polished
    polite pretty prime prompt proud pure purple quaint quick quiet quilted rapid rare ready
    regal relaxed ribbed rosy round royal ruby rustic sandy satin scarlet scenic seaside serene
    shiny silken silver sleek smart smiling smooth snug sociable soft solar solid southern
    spare sparkly spotted sprightly spring spruce square stable starry steady stellar sturdy
    sunny super supple sweet swift tangy tartan tawny teal thankful thrifty tidy topaz tranquil
    trim trusty tulip twinkly upbeat useful vanilla velvet verdant vibrant violet vivid walnut
    warm wavy western willow winged winsome wise witty woodland woolly woven zesty
    """.split()
)
NOUNS = tuple(
    """
    abbey acorn almanac anchor apple apron arch armchair atlas avenue badge bagel balcony
    balloon banjo banner barn basket bassoon beach beacon beanbag bell bench bicycle biscuit
    blanket blossom boat bobbin bonnet book bookcase boot bottle bowl bracelet bramble breeze
    bridge broom brush bucket bugle bungalow bunting button cabin cabinet camera canal candle
    canoe canvas canyon caravan carpet carriage castle cello chair chalk cherry chime clarinet
    cliff cloak clock cloud clover coast coat cobble comet compass cottage cove cradle crayon
    cricket crown crumpet cup cupboard curtain cushion cymbal daffodil daisy desk dolphin
    donkey doorbell dragonfly drawer drum duckling easel elm envelope falcon farm fern ferry
    festival fiddle field finch fjord flag flagon flask flower flute forest fountain galaxy
    gallery garden garland gate gazebo geyser giraffe glacier globe glove goblet goose grape
    grove guitar hamlet hammock hamper harbour harp hat hazelnut heather hedge hedgehog hill
    hillside igloo inkwell island ivy jacket jar jigsaw jug jumper kayak kettle kingfisher kite
    kitten koala ladder lagoon lake lamb lamp lantern lark lawn leaf library lighthouse lily
    linen lobby locket lute magnet magpie mallet mandolin map marble market marmalade mast
    melody melon mill mirror mitten moon moor muffin museum napkin notebook oak oar oasis oboe
    orchard otter owl paddle palace pancake panda papaya parade park parrot path pavilion peach
    pear pebble pencil penguin pepper piano picnic picture pillow pine plaza pocket pond pony
    poplar poppy porch postcard potter prairie pretzel puffin pumpkin puppet puzzle quartz
    quilt rabbit rainbow raspberry ribbon river robin rocket rose rowan ruler saddle sail
    sandal sapling satchel saucer saxophone scarf scooter seashell seesaw shelf shore shutter
    signpost skipper slipper snowdrop sofa sparrow spoon squirrel star stream sundial sunflower
    swallow swan table tambourine teacup teapot tent thimble thistle tiger toast tower town
    tractor trail train tram tree trellis trombone trumpet tunnel turnip turtle ukulele
    umbrella valley vase verandah village viola violin waffle wagon waistcoat waterfall wheel
    whistle windmill window wren yacht yard zebra
    """.split()
)


def new_pair() -> str:
    """Return a pair drawn anew, such as "amber kite"."""
    return f"{secrets.choice(ADJECTIVES)} {secrets.choice(NOUNS)}"
